/** Keeps an eye on open sockets: whether their client is still there, and whether its sign-in still holds. */
import type { WebSocket } from 'ws';
import { type Claims, findActor } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';
import type { AccessWatch } from './access.ts';

/** Closes a socket whose sign-in has ended. Clients do not connect again after it. */
export const signedOutCode = 4401;

export type WatchTimes = { pingMs: number; checkMs: number };
export const watchTimes: WatchTimes = { pingMs: 30_000, checkMs: 60_000 };

type Watched = {
  db: Database;
  access: AccessWatch;
  claims: Claims /** For what the client still follows. */;
  again(): void;
};

export function watchSocket(socket: WebSocket, { db, access, claims, again }: Watched, times = watchTimes): void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });

  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, times.pingMs);

  async function look() {
    // A database that is away says nothing about the sign-in: look again next time.
    const actor = await findActor(db, claims).catch(() => 'unknown' as const);
    if (!actor) socket.close(signedOutCode, 'the sign-in has ended');
  }

  const check = setInterval(look, times.checkMs);
  const leave = access.watch(claims, () => void look().then(again));

  socket.on('close', () => {
    clearInterval(ping);
    clearInterval(check);
    leave();
  });
}
