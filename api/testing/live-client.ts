/** A viewer of a test: everything that came over the socket, in order. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { z } from 'zod';
import type { LiveAnswer } from '../views/events.ts';
import type { Caller } from './world.ts';

export type Answer = z.output<typeof LiveAnswer>;

export type LiveClient = {
  socket: WebSocket;
  answers: Answer[];
  send(message: object): void;
  /** Numbers of the events of a stream, in the order in which they came. */
  seqs(stream: string): number[];
  /** Fails with what came instead. */
  until(fits: (answers: Answer[]) => boolean, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
};

export async function ticketOf(caller: Caller): Promise<string> {
  const answer = await caller.send<{ ticket: string }>('POST', '/live/tickets', {});
  if (answer.status !== 201) throw new Error(`No ticket: ${JSON.stringify(answer.body)}`);
  return answer.body.ticket;
}

/** @param first sent in the same moment in which the socket opens, before the server has done anything with it */
export async function openLive(url: string, caller: Caller, first: object[] = []): Promise<LiveClient> {
  const socket = new WebSocket(`${url}/live?ticket=${encodeURIComponent(await ticketOf(caller))}`);
  const answers: Answer[] = [];
  socket.on('message', (data) => answers.push(JSON.parse(data.toString())));
  socket.on('open', () => {
    for (const message of first) socket.send(JSON.stringify(message));
  });
  await once(socket, 'open');

  return {
    socket,
    answers,
    send: (message) => socket.send(JSON.stringify(message)),
    seqs: (stream) => answers.flatMap((one) => (one.type === 'event' && one.stream === stream ? [one.seq] : [])),
    async until(fits, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs;
      while (!fits(answers)) {
        if (Date.now() > deadline) throw new Error(`Not seen in time. Last came: ${JSON.stringify(answers.slice(-5))}`);
        await sleep(5);
      }
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Connects and answers how it was refused: an HTTP status. */
export function refusedWith(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('The socket was let in.'));
    });
    socket.on('error', () => undefined);
  });
}
