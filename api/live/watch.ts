/** Keeps an eye on open sockets: whether their client is still there, and whether its sign-in still holds. */
import type { WebSocket } from 'ws';
import { type Claims, findActor } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';

/** Closes a socket whose sign-in has ended. Clients do not connect again after it. */
export const signedOutCode = 4401;

export type WatchTimes = { pingMs: number; checkMs: number };
export const watchTimes: WatchTimes = { pingMs: 30_000, checkMs: 60_000 };

export function watchSocket(socket: WebSocket, db: Database, claims: Claims, times = watchTimes): void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });

  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, times.pingMs);

  const check = setInterval(async () => {
    // A database that is away says nothing about the sign-in: look again next time.
    const actor = await findActor(db, claims).catch(() => 'unknown' as const);
    if (!actor) socket.close(signedOutCode, 'the sign-in has ended');
  }, times.checkMs);

  socket.on('close', () => {
    clearInterval(ping);
    clearInterval(check);
  });
}
