/** Reads documents in processes of their own, with limits of time and memory. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { AuroraError } from '../../../platform/errors.ts';
import { DocumentRefused } from '../refusal.ts';
import type { Job, Result } from './child.ts';
import type { Extracted } from './extract.ts';

/** @property idleMs a process is used again for this long after its last document */
export type Limits = { ms: number; heapMb: number; residentMb: number; idleMs: number };

/** Long enough for a PDF of 5,000 pages; a document of 50 MB takes a few times its size while it is read. */
export const limits: Limits = { ms: 60_000, heapMb: 1_024, residentMb: 1_536, idleMs: 15_000 };

export type Reader = {
  /**
   * @param owner documents of different owners are never read by the same process
   * @throws DocumentRefused in words, also for one that meets the limits
   */
  read(owner: string, job: Job, signal?: AbortSignal): Promise<Extracted>;
  close(): void;
};

const entry = new URL('./child.ts', import.meta.url).pathname;
const root = new URL('../../../', import.meta.url).pathname;
const tooMuch =
  'This document could not be read within the limits of one document (one minute, 1.5 GB of memory). Save it in a simpler form, or split it.';

export function makeReader(own: Limits = limits): Reader {
  const idle = new Map<string, { child: ChildProcess; timer: NodeJS.Timeout }[]>();

  function take(owner: string): ChildProcess {
    const waiting = idle.get(owner) ?? [];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      clearTimeout(next.timer);
      // One that ended while it waited would make the next document look as if it were to blame.
      if (next.child.connected && !next.child.killed) return next.child;
    }
    return start(own);
  }

  function giveBack(owner: string, child: ChildProcess): void {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), own.idleMs);
    timer.unref();
    idle.set(owner, [...(idle.get(owner) ?? []).filter((one) => one.child.connected), { child, timer }]);
  }

  return {
    async read(owner, job, signal) {
      const child = take(owner);
      const result = await resultOf(child, job, own, signal);
      if (result.kind === 'done') giveBack(owner, child);
      else child.kill('SIGKILL');
      if (result.kind === 'done') return result.extracted;
      if (result.kind === 'refused') throw new DocumentRefused(result.reason);
      throw unforeseen(result.text);
    },
    close() {
      for (const { child, timer } of [...idle.values()].flat()) {
        clearTimeout(timer);
        child.kill('SIGKILL');
      }
      idle.clear();
    },
  };
}

function start({ heapMb }: Limits): ChildProcess {
  const execArgv = [`--max-old-space-size=${heapMb}`, '--permission', `--allow-fs-read=${root}`, '--no-warnings'];
  const child = fork(entry, {
    execArgv,
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  // Between two documents nobody else listens, and an error without a listener would end the worker.
  child.on('error', () => undefined);
  return child;
}

/** Resolves in every case: an end that nobody announced is the document's doing. */
function resultOf(child: ChildProcess, job: Job, { ms, residentMb }: Limits, signal?: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const refuse = () => resolve({ kind: 'refused', reason: tooMuch });
  const stop = () => reject(signal?.reason);
  const timer = setTimeout(refuse, ms);
  const watch = setInterval(() => {
    residentBytes(child.pid).then((bytes) => bytes > residentMb * 1_048_576 && refuse());
  }, 200);
  child.once('message', (message) => resolve(message as Result));
  child.once('exit', refuse);
  child.once('error', reject);
  signal?.addEventListener('abort', stop, { once: true });
  child.send(job, (error) => error && refuse());
  return promise
    .catch((error) => {
      child.kill('SIGKILL');
      throw error;
    })
    .finally(() => {
      clearTimeout(timer);
      clearInterval(watch);
      child.removeAllListeners('message').removeAllListeners('exit').off('error', reject);
      signal?.removeEventListener('abort', stop);
    });
}

/** Heap limits do not see buffers, where a bomb unpacks itself. Zero where the system does not say (not Linux). */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) * 4_096;
}

const unforeseen = (cause: string) =>
  new AuroraError({
    code: 'internal',
    retryable: true,
    userMessage: 'This document could not be read because of a fault in Aurora. The details are in its log.',
    cause,
  });
