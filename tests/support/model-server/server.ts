/**
 * A server that speaks the streaming protocols of five model providers, from a script, and misbehaves as told.
 *
 * One script for all protocols: the answers are given in order, whoever asks. It runs out loudly: a request too many
 * is answered with an error that counts, and `close` throws.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './anthropic.ts';
import { google } from './google.ts';
import { ollama } from './ollama.ts';
import { openai, openrouter } from './openai.ts';
import type { Protocol } from './protocol.ts';
import { type Answer, type Fault, misfortunes, pieces } from './script.ts';

export type { Answer, Fault } from './script.ts';

export type Asked = {
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** Set when the client went away before the answer was complete. */
  abandoned: boolean;
};

export type ModelServer = {
  /** Base URLs as the configuration takes them. */
  urls: Record<'openai' | 'openrouter' | 'anthropic' | 'google' | 'ollama', string>;
  asked: Asked[];
  /** Adds answers to the script. */
  script(...answers: (string | Answer)[]): void;
  /** Resolves when the n-th request (from 1) is being answered. */
  isAsked(times: number): Promise<void>;
  /** @throws when it was asked more often than it had answers */
  close(): Promise<void>;
};

const routes: [RegExp, Protocol][] = [
  [/^\/openrouter\/.*\/chat\/completions$/, openrouter],
  [/^\/openai\/.*\/chat\/completions$/, openai],
  [/^\/anthropic\/v1\/messages$/, anthropic],
  [/^\/google\/.*:streamGenerateContent$/, google],
  [/^\/ollama\/api\/chat$/, ollama],
];

export async function startModelServer(
  answers: (string | Answer)[] = [],
  chaos?: { seed: number; rate: number },
  /** Where it has to listen for a process that was told before; else a free one. */
  port = 0,
): Promise<ModelServer> {
  const left: Answer[] = [];
  const asked: Asked[] = [];
  const waiting: { times: number; resolve: () => void }[] = [];
  const misfortune = chaos === undefined ? () => undefined : misfortunes(chaos.seed, chaos.rate);
  let given = 0;
  let missing = '';

  const script = (...more: (string | Answer)[]) => {
    given += more.length;
    left.push(...more.map((one) => (typeof one === 'string' ? { text: one } : one)));
  };
  script(...answers);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const protocol = routes.find(([route]) => route.test(path))?.[1];
    const body = JSON.parse((await read(request)) || '{}') as Record<string, unknown>;
    const record: Asked = { path, headers: request.headers as Record<string, string>, body, abandoned: false };
    response.on('close', () => {
      record.abandoned = !response.writableFinished;
    });
    asked.push(record);
    for (const one of waiting) if (asked.length >= one.times) one.resolve();
    if (protocol === undefined)
      return fail(response, openai, { kind: 'status', status: 404, message: `no route for ${path}` });

    const fault = misfortune();
    const answer = fault === undefined ? left.shift() : { text: 'a misfortune of two words', fault };
    if (answer === undefined) {
      missing = `scripted model: no answer left (asked ${asked.length} times, ${given} given)`;
      return fail(response, protocol, { kind: 'status', status: 400, message: missing });
    }
    if (answer.fault?.kind === 'silent') return;
    if (answer.fault?.kind === 'status') return fail(response, protocol, answer.fault);
    await stream(response, protocol, answer, String(body.model ?? 'model'), asked.length);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    urls: {
      openai: `${base}/openai/v1`,
      openrouter: `${base}/openrouter/api/v1`,
      anthropic: `${base}/anthropic`,
      google: `${base}/google`,
      ollama: `${base}/ollama`,
    },
    asked,
    script,
    isAsked: (times) =>
      asked.length >= times ? Promise.resolve() : new Promise((resolve) => waiting.push({ times, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (missing) throw new Error(missing);
    },
  };
}

async function stream(
  response: ServerResponse,
  protocol: Protocol,
  answer: Answer,
  model: string,
  seed: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': protocol.contentType });
  const { fault } = answer;
  response.write(protocol.head(answer, model));
  for (const [index, piece] of pieces(answer, seed).entries()) {
    if (response.destroyed) return;
    if (endsEarly(response, protocol, fault, index)) return;
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const text =
      fault?.kind === 'malformed' && fault.at === index ? protocol.malformed : protocol.piece(piece, answer, model);
    if (text !== '') await write(response, text);
  }
  response.end(protocol.tail(answer, model));
}

function endsEarly(response: ServerResponse, protocol: Protocol, fault: Fault | undefined, index: number): boolean {
  if (fault === undefined || !('after' in fault) || fault.after > index) return false;
  if (fault.kind === 'cut') response.destroy();
  if (fault.kind === 'end') response.end();
  if (fault.kind === 'error') response.end(protocol.streamError(fault.type, fault.message));
  return true;
}

/** Each piece as a packet of its own: clients must not count on whole events per read. */
const write = (response: ServerResponse, text: string) =>
  new Promise<void>((resolve) => {
    const middle = Math.ceil(text.length / 2);
    response.write(text.slice(0, middle), () =>
      setImmediate(() => response.write(text.slice(middle), () => resolve())),
    );
  });

function fail(response: ServerResponse, protocol: Protocol, fault: Extract<Fault, { kind: 'status' }>): void {
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
  response.end(JSON.stringify(protocol.errorBody(fault)));
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
