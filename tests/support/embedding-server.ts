/**
 * A server that makes vectors in the protocols of OpenAI, Google and Ollama, and misbehaves as told.
 *
 * A vector counts words: texts that share words are near each other, so that search by meaning finds something.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type EmbeddingFault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; message?: string }
  /** The socket is destroyed. */
  | { kind: 'cut' }
  /** One vector less than texts. */
  | { kind: 'short' };

export type EmbeddingServer = {
  /** Base URLs as the configuration takes them. */
  urls: Record<'openai' | 'google' | 'ollama', string>;
  /** How many texts were turned into vectors, over all requests that were answered. */
  embedded(): number;
  /** What was asked, in order. */
  asked: { path: string; texts: string[]; authorization: string | undefined; taskType?: string }[];
  /** The next requests meet these, in order. */
  meet(...faults: EmbeddingFault[]): void;
  close(): Promise<void>;
};

export const testDimensions = 64;

export function wordVector(text: string, dimensions = testDimensions): number[] {
  const vector = new Array<number>(dimensions).fill(0.01);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const place = createHash('sha256').update(word).digest().readUInt32BE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}

type Request = {
  input?: string[] | string;
  requests?: { content: { parts: { text: string }[] }; taskType?: string }[];
};

export async function startEmbeddingServer(dimensions = testDimensions): Promise<EmbeddingServer> {
  const faults: EmbeddingFault[] = [];
  const asked: EmbeddingServer['asked'] = [];
  let embedded = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = JSON.parse(await read(request)) as Request;
    const texts = body.requests?.map(({ content }) => content.parts[0]?.text ?? '') ?? [body.input ?? []].flat();
    const { authorization } = request.headers;
    asked.push({ path, texts, authorization, taskType: body.requests?.[0]?.taskType });
    const fault = faults.shift();
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(JSON.stringify({ error: { message: fault.message ?? `status ${fault.status}` } }));
      return;
    }
    const vectors = texts.slice(fault?.kind === 'short' ? 1 : 0).map((text) => wordVector(text, dimensions));
    embedded += vectors.length;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerOf(path, vectors)));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: { openai: `${base}/openai/v1`, google: `${base}/google`, ollama: `${base}/ollama` },
    embedded: () => embedded,
    asked,
    meet: (...more) => void faults.push(...more),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerOf(path: string, vectors: number[][]): object {
  if (path.startsWith('/google')) return { embeddings: vectors.map((values) => ({ values })) };
  if (path.startsWith('/ollama')) return { model: 'm', embeddings: vectors };
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  return { object: 'list', data, model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
