/** A worker of the benchmarks as a process of its own, as the product has it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { AuroraError } from '../../platform/errors.ts';
import type { Stamp } from './stamps.ts';

/** Sent by a child when its worker polls. */
export const readyStamp = 'ready';

const stopMs = 10_000;

export type Child = {
  pid: number;
  /** The next stamp of this name that was not taken yet. Fails when the process ends or the time is over. */
  next(name: string, timeoutMs?: number): Promise<Stamp>;
  stop(): Promise<void>;
  /** kill -9: no grace, nothing finished. */
  kill(): Promise<void>;
};

/** Resolves once the worker is ready. Its standard error is ours. */
export async function startChild(script: URL, env: Record<string, string>): Promise<Child> {
  const child = fork(script, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const inbox = makeInbox(child);
  const stop = () => stopChild(child);
  try {
    await inbox(readyStamp, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { pid: child.pid ?? 0, next: inbox, stop, kill };
}

function makeInbox(child: ChildProcess) {
  const kept: Stamp[] = [];
  const waiting = new Map<string, PromiseWithResolvers<Stamp>>();
  child.on('message', (message) => {
    const stamp = message as Stamp;
    const waiter = waiting.get(stamp.name);
    waiting.delete(stamp.name);
    if (waiter) waiter.resolve(stamp);
    else kept.push(stamp);
  });
  child.on('exit', (code, signal) => {
    for (const waiter of waiting.values()) waiter.reject(failure(`A worker ended (${code ?? signal}).`));
    waiting.clear();
  });

  return async (name: string, timeoutMs = 20_000): Promise<Stamp> => {
    const at = kept.findIndex((one) => one.name === name);
    const [known] = at === -1 ? [] : kept.splice(at, 1);
    if (known) return known;
    if (child.exitCode !== null) throw failure('A worker has ended.');
    const waiter = Promise.withResolvers<Stamp>();
    waiting.set(name, waiter);
    const late = setTimeout(() => {
      waiting.delete(name);
      waiter.reject(failure(`A worker did not say "${name}" within ${timeoutMs} ms.`));
    }, timeoutMs);
    return waiter.promise.finally(() => clearTimeout(late));
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(insist);
}

const failure = (userMessage: string) => new AuroraError({ code: 'internal', retryable: false, userMessage });
