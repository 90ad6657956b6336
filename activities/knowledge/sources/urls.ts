/** Documents at addresses that people typed. Each is asked for only if it changed. */

import type { OfIngest } from '../../../db/knowledge-ingests.ts';
import { documentMaxBytes, type SeenAtSource } from '../../../db/model/knowledge.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { OutboundFetch } from '../../../platform/outbound.ts';
import { DocumentRefused } from '../refusal.ts';
import { type KeepDeps, keepFetched, keepUnfetched, seenBefore } from './keep.ts';

const patienceMs = 60_000;
const tries = 3;
const pauseMs = 1_000;

export type UrlDeps = KeepDeps & { outbound: OutboundFetch };

/** One address. What is wrong with it is said in its document; the others go on. */
export async function fetchUrl(deps: UrlDeps, of: OfIngest, url: string, signal: AbortSignal): Promise<void> {
  const seen = await seenBefore(deps, of, url);
  try {
    const fetched = await ask(deps.outbound, url, seen, signal);
    if (fetched) await keepFetched(deps, of, { key: url, ...fetched });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DocumentRefused) return keepUnfetched(deps, of, url, error.message);
    if (error instanceof AuroraError && error.code === 'bad_request') {
      return keepUnfetched(deps, of, url, error.userMessage);
    }
    throw error;
  }
}

/** @returns undefined where it did not change */
async function ask(outbound: OutboundFetch, url: string, seen: SeenAtSource | null, signal: AbortSignal) {
  for (let left = tries - 1; ; left -= 1) {
    const answer = await once(outbound, url, seen, signal);
    if (answer === 'unchanged') return undefined;
    if (typeof answer !== 'string') return answer;
    if (left === 0) throw new DocumentRefused(`${answer} The next look at the source tries again.`);
    await new Promise((done) => setTimeout(done, pauseMs * (tries - left)));
  }
}

/** @returns bytes, `unchanged`, or a sentence about what may pass */
async function once(outbound: OutboundFetch, url: string, seen: SeenAtSource | null, stop: AbortSignal) {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)]);
  const headers: Record<string, string> = {
    accept: 'text/markdown, text/html;q=0.9, text/plain;q=0.8, application/pdf;q=0.8, */*;q=0.5',
    'user-agent': 'Aurora (documents)',
  };
  if (seen?.etag) headers['if-none-match'] = seen.etag;
  if (seen?.lastModified) headers['if-modified-since'] = seen.lastModified;
  try {
    const answer = await outbound(url, { headers, signal, redirect: 'follow' });
    return await read(answer);
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof DocumentRefused || error instanceof AuroraError) throw error;
    return signal.aborted ? 'It did not answer within a minute.' : 'It cannot be reached.';
  }
}

async function read(answer: Response) {
  if (answer.status === 304) return 'unchanged';
  if (answer.status === 429 || answer.status >= 500) {
    await answer.body?.cancel();
    return `It answered with an error of its own (HTTP ${answer.status}).`;
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new DocumentRefused(`${meaning(answer.status)} (HTTP ${answer.status}). Look at the address.`);
  }
  const seen = { etag: answer.headers.get('etag'), lastModified: answer.headers.get('last-modified') };
  return { bytes: await upTo(answer, documentMaxBytes), seen };
}

/** The length that is promised is looked at, and the one that comes is counted. */
async function upTo(answer: Response, most: number): Promise<Uint8Array> {
  if (Number(answer.headers.get('content-length') ?? 0) > most) {
    await answer.body?.cancel();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > most) throw tooLarge();
    parts.push(part);
  }
  if (length === 0) throw new DocumentRefused('This address answered with nothing.');
  return Buffer.concat(parts);
}

const meanings: Record<number, string> = {
  401: 'This address asks for a sign-in',
  403: 'This address refuses to show the document',
  404: 'There is nothing at this address',
  410: 'The document at this address is gone',
};
const meaning = (status: number): string => meanings[status] ?? 'This address does not show a document';

const tooLarge = () =>
  new DocumentRefused('What this address answers is larger than 50 MB. Split it, or name its parts.');
