/** The HTTP of isomorphic-git over the one fetch that may go to addresses that people typed. */
import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { AuroraError } from '../../../platform/errors.ts';
import type { OutboundFetch } from '../../../platform/outbound.ts';

/** A clone is held in memory while it is taken apart. */
const mostBytes = 300 * 1024 * 1024;

export function makeGitHttp(outbound: OutboundFetch, signal: AbortSignal): HttpClient {
  return {
    async request({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const answer = await outbound(url, {
        method,
        headers,
        body: body ? new Uint8Array(await whole(body)) : undefined,
        signal,
        // Credentials go with the request: they must not follow a redirect to somebody else.
        redirect: 'authorization' in headers || method !== 'GET' ? 'manual' : 'follow',
      });
      return {
        url: answer.url || url,
        method,
        statusCode: answer.status,
        statusMessage: answer.statusText,
        headers: Object.fromEntries(answer.headers),
        body: counted(answer),
      };
    },
  };
}

async function whole(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

async function* counted(answer: Response): AsyncIterableIterator<Uint8Array> {
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > mostBytes) throw tooLarge();
    yield part;
  }
}

const tooLarge = () =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'One commit of this repository is larger than 300 MB. Keep documents in a repository of their own.',
  });
