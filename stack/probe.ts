/** Waiting for servers. */
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether something listens on the port of this machine. */
export function listens(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host });
    const end = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Status of a GET, or 0 when nothing answers within two seconds. */
export async function httpStatus(url: string): Promise<number> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

/**
 * Asks every 50 ms until the answer is true.
 *
 * @returns false when `withinMs` have passed or the signal ended the wait
 */
export async function until(ask: () => Promise<boolean>, withinMs: number, signal?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !signal?.aborted) {
    if (await ask().catch(() => false)) return true;
    await sleep(50);
  }
  return false;
}
