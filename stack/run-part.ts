/** The life of one part: prepare, spawn, wait, settle, watch, and again when it dies. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuroraError, errorText } from '../platform/errors.ts';
import type { Part, StackContext } from './part.ts';
import { assignPorts } from './ports.ts';
import { until } from './probe.ts';
import { endProcess, spawnPart } from './processes.ts';
import type { PartStatus } from './state.ts';

/** A death so soon after it was ready is a quick one: five in a row, and the part is given up. */
const quickMs = 5000;
const mostBadLuck = 5;
const tendMs = 200;

class NotReady extends Error {}

export type Outcome = 'up' | 'skipped' | 'failed';

export type PartRun = {
  /** First time up, or known never to come. */
  outcome: Promise<Outcome>;
  /** Ends the process and resolves when it is gone. */
  stop(hurry: boolean): Promise<void>;
};

/**
 * @param report called with every change of the part's status
 */
export function runPart(part: Part, context: StackContext, report: (change: Partial<PartStatus>) => void): PartRun {
  const first = Promise.withResolvers<Outcome>();
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  const live = async () => {
    let badLuck = 0;
    let deaths = 0;
    while (!stopping.signal.aborted) {
      try {
        const skipped = await begin();
        if (skipped || !child) return first.resolve(skipped ? 'skipped' : 'up');
        first.resolve('up');
        const readyAt = Date.now();
        await tendUntil(gone(child));
        if (stopping.signal.aborted) return;
        const lastDeathAt = new Date().toISOString();
        report({
          state: 'restarting',
          pid: undefined,
          note: `died (${howItEnded(child)})`,
          deaths: ++deaths,
          lastDeathAt,
        });
        badLuck = Date.now() - readyAt > quickMs ? 1 : badLuck + 1;
      } catch (error) {
        await endChild(part.stop?.signal ?? 'SIGTERM', 2000);
        if (stopping.signal.aborted) return;
        report({ state: 'restarting', pid: undefined, note: sentence(error) });
        if (part.ports && (await movedFromTakenPort(part, context))) continue;
        badLuck += weight(error);
      }
      if (badLuck >= mostBadLuck) return giveUp();
      await sleep(Math.min(250 * 2 ** (badLuck - 1), 8000), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  /** What cannot help again counts for all tries; a start that hung costs people a minute each time. */
  const weight = (error: unknown): number => {
    if (!part.command || (error instanceof AuroraError && !error.retryable)) return mostBadLuck;
    return error instanceof NotReady ? 3 : 1;
  };

  const begin = async (): Promise<boolean> => {
    const began = Date.now();
    child = undefined;
    report({
      state: 'starting',
      url: part.url?.(context),
      port: firstPort(part, context),
      startedInMs: undefined,
      log: undefined,
      help: undefined,
    });
    const skip = await part.prepare?.(context);
    if (skip) {
      report({ state: 'skipped', note: skip.skip });
      return true;
    }
    if (part.command) await launch(part, await part.command(context));
    await part.settle?.(context);
    const version = await part.version?.(context).catch(() => undefined);
    const state = part.command ? 'running' : 'done';
    report({ state, startedInMs: Date.now() - began, version, note: undefined, url: part.url?.(context) });
    return false;
  };

  const launch = async (of: Part, command: Parameters<typeof spawnPart>[2]) => {
    const started = spawnPart(context.layout, of.name, command, context.leashed);
    child = started;
    const failed = once(started, 'error').then(([error]) => error);
    if (started.pid === undefined) throw await failed;
    report({ pid: started.pid });
    const ended = new AbortController();
    started.once('exit', () => ended.abort());
    const either = AbortSignal.any([ended.signal, stopping.signal]);
    const within = of.readyWithinMs ?? 60_000;
    if (await until(async () => (await of.ready?.(context)) ?? true, within, either)) return;
    if (ended.signal.aborted) throw new Error(`ended while it started (${howItEnded(started)})`);
    throw new NotReady(`was not ready within ${within / 1000} s`);
  };

  const tendUntil = async (ended: Promise<void>) => {
    let over = !part.tend;
    void ended.then(() => {
      over = true;
    });
    for (let said: string | undefined; !over && !stopping.signal.aborted; ) {
      const note = await part.tend?.(context).catch(sentence);
      if (!over && note !== said) report({ note });
      said = note;
      await Promise.race([ended, sleep(tendMs)]);
    }
    await ended;
  };

  const giveUp = () => {
    const log = lastLines(join(context.layout.logs, `${part.name}.log`));
    report({ state: 'failed', pid: undefined, help: part.help, log });
    first.resolve('failed');
  };

  const endChild = async (signal: NodeJS.Signals, withinMs: number) => {
    if (child?.pid && child.exitCode === null && child.signalCode === null)
      await endProcess(child.pid, signal, withinMs);
  };

  void live();
  return {
    outcome: first.promise,
    stop: async (hurry) => {
      stopping.abort();
      const { signal, withinMs } = part.stop ?? { signal: 'SIGTERM', withinMs: 10_000 };
      await endChild(hurry ? 'SIGKILL' : signal, withinMs);
      first.resolve('failed');
      report({ state: 'stopped', pid: undefined });
    },
  };
}

function firstPort(part: Part, context: StackContext): number | undefined {
  const [name] = Object.keys(part.ports ?? {});
  return name ? context.ports[name] : undefined;
}

/** Somebody took the port between our look and the part's bind: two checkouts that start in the same second. */
async function movedFromTakenPort(part: Part, context: StackContext): Promise<boolean> {
  const tail = (lastLines(join(context.layout.logs, `${part.name}.log`)) ?? '').toLowerCase();
  if (!/address already in use|eaddrinuse|address in use/.test(tail)) return false;
  const before = Object.keys(part.ports ?? {}).map((name) => context.ports[name]);
  Object.assign(context.ports, await assignPorts(part.ports ?? {}));
  return Object.keys(part.ports ?? {}).some((name, index) => context.ports[name] !== before[index]);
}

const gone = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit').then(() => {});

const howItEnded = (child: ChildProcess) =>
  child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;

const sentence = (error: unknown) => (error instanceof AuroraError ? error.userMessage : errorText(error));

/** The end of a log, for people. */
export function lastLines(file: string, count = 8): string | undefined {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count);
    return lines.map((line) => line.slice(0, 400)).join('\n') || undefined;
  } catch {
    return undefined;
  }
}
