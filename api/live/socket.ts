/** One WebSocket: what a client asks over it, in order, and what goes back. */
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { type EventOut, visibleStream } from '../../db/event-reader.ts';
import { errorText } from '../../platform/errors.ts';
import { LiveRequest } from '../views/events.ts';
import type { Hub } from './hub.ts';

export const maxStreams = 50;
/** Requests that wait for their turn; who sends more is not a page of ours. */
const maxWaiting = 200;
/** Bytes that may lie in the socket before reading pauses. */
const maxBuffered = 1_048_576;

type Answer =
  | { type: 'caughtUp'; stream: string; seq: number }
  | { type: 'refused'; stream: string | null; problem: string }
  | { type: 'pong' };

export type SocketNeeds = { hub: Hub; db: Database; log: FastifyBaseLogger; whose: { orgId: string; userId: string } };

/**
 * Attaches its listeners before it returns: a message that arrives before they are there is lost.
 *
 * @returns how to look again at whether everything that is followed may still be seen
 */
export function serveSocket(socket: WebSocket, { hub, db, log, whose }: SocketNeeds): { again(): void } {
  const followed = new Map<string, () => void>();
  let waiting = 0;
  let turn = Promise.resolve();

  socket.on('message', (data) => {
    waiting += 1;
    if (waiting > maxWaiting) return socket.close(1008, 'too many requests at once');
    const text = data.toString();
    turn = turn
      .then(() => handle(text))
      .finally(() => {
        waiting -= 1;
      });
  });
  socket.on('close', () => {
    for (const leave of followed.values()) leave();
    followed.clear();
  });

  const isOpen = () => socket.readyState === socket.OPEN;
  const answer = (message: Answer) => {
    if (isOpen()) socket.send(JSON.stringify(message));
  };
  const refuse = (stream: string | null, problem: string) => answer({ type: 'refused', stream, problem });

  function sendEvent(event: EventOut): Promise<void> | undefined {
    if (!isOpen()) return undefined;
    const text = JSON.stringify({ type: 'event', ...event });
    if (socket.bufferedAmount < maxBuffered) {
      socket.send(text);
      return undefined;
    }
    // Called when the text has left, or when the socket has broken: either way nobody waits for ever.
    return new Promise((resolve) => socket.send(text, () => resolve()));
  }

  async function handle(text: string): Promise<void> {
    const request = parse(text);
    if (!request) return refuse(null, 'This is not a request: resume, leave or ping.');
    if (request.type === 'ping') return answer({ type: 'pong' });
    if (request.type === 'leave') return leave(request.stream);
    try {
      await resume(request.stream, request.afterSeq);
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'a stream could not be resumed');
      refuse(request.stream, 'The events cannot be read right now. Try again in a moment.');
    }
  }

  function leave(stream: string) {
    followed.get(stream)?.();
    followed.delete(stream);
  }

  /** The same stream again starts anew from the given number. */
  async function resume(stream: string, afterSeq: number) {
    leave(stream);
    if (followed.size >= maxStreams) return refuse(stream, `One socket follows at most ${maxStreams} streams.`);
    if ((await visibleStream(db, whose, stream)) === null) return refuse(stream, notVisible);
    if (!isOpen()) return;
    const stop = hub.follow(whose.orgId, stream, afterSeq, {
      event: sendEvent,
      caughtUp: (seq) => answer({ type: 'caughtUp', stream, seq }),
      failed: (error) => log.warn({ stream, reason: errorText(error) }, 'events could not be read; trying again'),
    });
    followed.set(stream, stop);
  }

  /** In its turn, so that a stream that is being resumed is looked at as well. */
  function again() {
    turn = turn.then(dropHidden).catch((error) => {
      log.warn({ reason: errorText(error) }, 'what a socket follows could not be looked at; trying again later');
    });
  }

  async function dropHidden() {
    for (const stream of [...followed.keys()]) {
      if ((await visibleStream(db, whose, stream)) !== null) continue;
      leave(stream);
      refuse(stream, notVisible);
    }
  }

  return { again };
}

const notVisible = 'There is no such stream, or you may not see it.';

function parse(text: string): z.output<typeof LiveRequest> | undefined {
  try {
    return LiveRequest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
