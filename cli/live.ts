/** Follows numbered event streams over the API's WebSocket; after a break it resumes where it was. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event, LiveAnswer, LiveTicket } from '../web/lib/api-types.generated.ts';
import { type ApiClient, ApiProblem, Unreachable } from './api-client.ts';

const reconnectMs = 500;
/** Without a connection for so long, somebody should hear of it. */
const giveUpMs = 120_000;

export type Live = {
  /** @param afterSeq the last number that is known already */
  follow(stream: string, afterSeq?: number): void;
  close(): void;
};

export type LiveHandlers = {
  /** Every event once, in order within its stream. */
  event(event: Event): void;
  /** It will not go on: signed out, not allowed, no such stream, or away for too long. */
  failed?(error: Error): void;
  /** The connection broke: it is being made again. */
  lost?(): void;
};

export function openLive(api: ApiClient, { event: onEvent, failed, lost }: LiveHandlers): Live {
  const seen = new Map<string, number>();
  let socket: WebSocket | null = null;
  let closed = false;
  let aliveAt = Date.now();

  const resume = (stream: string) =>
    socket?.readyState === WebSocket.OPEN &&
    socket.send(JSON.stringify({ type: 'resume', stream, afterSeq: seen.get(stream) ?? 0 }));

  function close() {
    closed = true;
    socket?.close();
  }

  function fail(error: Error) {
    if (closed) return;
    close();
    failed?.(error);
  }

  function take(answer: LiveAnswer) {
    if (answer.type === 'refused') return fail(new Error(answer.problem));
    if (answer.type !== 'event' || answer.seq <= (seen.get(answer.stream) ?? 0)) return;
    seen.set(answer.stream, answer.seq);
    const { stream, seq, at, event } = answer;
    onEvent({ stream, seq, at, event });
  }

  async function connect(): Promise<void> {
    const { ticket } = await api.post<LiveTicket>('/live/tickets', {});
    if (closed) return;
    const opened = new WebSocket(`${api.apiUrl.replace(/^http/, 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
    socket = opened;
    opened.onopen = () => {
      aliveAt = Date.now();
      for (const stream of seen.keys()) resume(stream);
    };
    opened.onmessage = ({ data }) => {
      aliveAt = Date.now();
      if (!closed) take(JSON.parse(String(data)) as LiveAnswer);
    };
    opened.onclose = () => {
      if (!closed) void reconnect();
    };
  }

  async function reconnect(): Promise<void> {
    lost?.();
    await sleep(reconnectMs);
    await keepConnected();
  }

  async function keepConnected(): Promise<void> {
    while (!closed) {
      try {
        return await connect();
      } catch (error) {
        // The API restarts or is away: what happens meanwhile is kept, and resumed later.
        const final = error instanceof ApiProblem && !error.problem.retryable;
        if (final || Date.now() - aliveAt > giveUpMs) return fail(error instanceof Error ? error : new Unreachable());
        await sleep(reconnectMs);
      }
    }
  }

  void keepConnected();
  return {
    follow(stream, afterSeq = 0) {
      if (seen.has(stream)) return;
      seen.set(stream, afterSeq);
      resume(stream);
    },
    close,
  };
}

export type Watched = { follow: Live['follow'] };

/**
 * Follows streams until `see` says that it has seen enough. Events are seen one after the other, also where seeing
 * one takes a while.
 *
 * @param first streams with the last number that is known of each
 */
export async function watch(
  api: ApiClient,
  first: Record<string, number>,
  see: (event: Event, live: Watched) => boolean | Promise<boolean>,
  { lost, began }: { lost?(): void; began?(): Promise<void> } = {},
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let turn = Promise.resolve();
  let done = false;
  const live = openLive(api, {
    event: (event) => {
      turn = turn.then(async () => {
        if (done || !(await see(event, live))) return;
        done = true;
        resolve();
      });
      turn.catch(reject);
    },
    failed: reject,
    lost,
  });
  for (const [stream, afterSeq] of Object.entries(first)) live.follow(stream, afterSeq);
  try {
    await Promise.all([promise, began?.()]);
  } finally {
    live.close();
  }
}
