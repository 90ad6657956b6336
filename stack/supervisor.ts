/** One stack of one data folder, from the lock to the last process. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeBoard } from './board.ts';
import { makeConductor } from './conductor.ts';
import type { Env } from './env-file.ts';
import type { Layout } from './layout.ts';
import { takeLock } from './lock.ts';
import type { Part, StackContext } from './part.ts';
import { assignPorts, type Ports, releasePorts } from './ports.ts';
import { productPorts, wishedPorts } from './product-env.ts';
import { reclaim } from './reclaim.ts';
import { readState, type StackState } from './state.ts';

export type SupervisorOptions = {
  layout: Layout;
  parts: Part[];
  /** Values that win over generated ones: a person's own, or a test's. */
  wishes: Env;
  /** Parts die with this process. For stacks that tests throw away. */
  leashed?: boolean;
};

export type Supervisor = {
  /** When everything that people wait for is up, or known never to come. */
  started: Promise<StackState>;
  context: StackContext;
  state(): StackState;
  /** Adds parts that are missing, and tries those again that failed. */
  complete(parts: Part[]): Promise<StackState>;
  /** @param hurry kills at once: for stacks whose data nobody needs */
  stop(hurry?: boolean): Promise<void>;
};

/**
 * @throws AuroraError `conflict` when a supervisor of the same data folder is alive
 */
export async function supervise(options: SupervisorOptions): Promise<Supervisor> {
  mkdirSync(options.layout.logs, { recursive: true });
  const unlock = takeLock(options.layout.lockFile);
  try {
    return await superviseLocked(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function superviseLocked(
  { layout, parts, wishes, leashed = false }: SupervisorOptions,
  unlock: () => void,
): Promise<Supervisor> {
  const before = readState(layout.stateFile);
  await reclaim(layout, before);
  const fixed = wishedPorts(wishes);
  const kept = { ...before?.ports, ...fixed };
  const ports: Ports = { ...kept, ...(await assignPorts({ ...productPorts, ...fixed }, kept)) };
  const ending = new AbortController();
  const board = makeBoard({ layout, ports, wishes, leashed, signal: ending.signal });
  const conductor = makeConductor(board);
  const { state } = board;

  const addMissing = async (wanted: Part[]) => {
    const missing = wanted.filter(({ name }) => !state.parts[name]);
    const needed: Ports = Object.assign({}, ...missing.map((part) => part.ports ?? {}));
    // Those of API and web were given out above: their addresses are known to each other from the start.
    for (const name of Object.keys(productPorts)) delete needed[name];
    Object.assign(ports, await assignPorts(needed, kept));
    for (const part of missing) {
      rotate(join(layout.logs, `${part.name}.log`));
      board.add(part);
    }
  };
  const complete = async (wanted: Part[]) => {
    const began = Date.now();
    await addMissing(wanted);
    await conductor.startAll();
    if (!ending.signal.aborted) {
      board.update({ phase: 'running', round: state.round + 1, readyInMs: Date.now() - began });
    }
    return state;
  };
  const stop = async (hurry = false) => {
    ending.abort();
    board.update({ phase: 'stopping' });
    await conductor.stopAll(hurry);
    for (const status of Object.values(state.parts)) if (status.state !== 'failed') status.state = 'stopped';
    board.update({ phase: 'stopped', supervisor: undefined });
    releasePorts(ports);
    unlock();
  };
  return { started: complete(parts), context: board.context, state: () => state, complete, stop };
}

/** Keeps one old log. */
function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  rmSync(`${file}.1`, { force: true });
  renameSync(file, `${file}.1`);
}
