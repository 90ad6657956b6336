/** Starts all parts in the order of their needs, keeps them alive, writes what runs where, and stops them in order. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, writeEnvFile } from './env-file.ts';
import type { Layout } from './layout.ts';
import { takeLock } from './lock.ts';
import { modelThatAnswers } from './model.ts';
import type { Part, PartName, StackContext } from './part.ts';
import { assignPorts, releasePorts } from './ports.ts';
import { productEnv, productPorts, wishedPorts } from './product-env.ts';
import { reclaim } from './reclaim.ts';
import { type PartRun, runPart } from './run-part.ts';
import { loadSecrets } from './secrets.ts';
import { type PartStatus, readState, type StackState, writeState } from './state.ts';

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
  /** @param hurry kills at once: for stacks whose data nobody needs */
  stop(hurry?: boolean): Promise<void>;
};

/** Which parts end together. Postgres is last: all others may write to it until they are gone. */
const stopOrder: PartName[][] = [
  ['worker', 'api', 'web', 'web-build', 'migrations', 'python'],
  ['temporal', 'vault', 's3', 'moto', 'weaviate', 'terraform'],
  ['postgres'],
];

/**
 * @throws AuroraError `conflict` when a supervisor of the same data folder is alive
 */
export async function supervise({ layout, parts, wishes, leashed = false }: SupervisorOptions): Promise<Supervisor> {
  const began = Date.now();
  mkdirSync(layout.logs, { recursive: true });
  const unlock = takeLock(layout.lockFile);
  const before = readState(layout.stateFile);
  await reclaim(layout, before);
  for (const part of parts) rotate(join(layout.logs, `${part.name}.log`));

  const wished = wishedPorts(wishes);
  const wanted = Object.assign({}, productPorts, ...parts.map((part) => part.ports ?? {}), wished);
  const ports = { ...before?.ports, ...(await assignPorts(wanted, { ...before?.ports, ...wished })) };
  const ending = new AbortController();
  const own: Env = {};
  const context: StackContext = {
    layout,
    ports,
    secrets: loadSecrets(layout.secretsFile),
    env: own,
    wishes,
    fullEnv: () => ({ ...own, ...wishes }),
    note: (name, note) => report(name, { note }),
    leashed,
    signal: ending.signal,
  };
  const state: StackState = {
    supervisor: { pid: process.pid },
    phase: 'starting',
    startedAt: new Date(began).toISOString(),
    model: modelThatAnswers(wishes),
    ports,
    parts: Object.fromEntries(parts.map((part) => [part.name, firstStatus(part)])),
  };

  const isOurs = ({ name, replacedBy }: Part) =>
    !(replacedBy && wishes[replacedBy]) && state.parts[name]?.state !== 'skipped';
  const refreshEnv = () => {
    const next: Env = Object.assign(
      productEnv(context),
      ...parts.filter(isOurs).map((part) => part.env?.(context) ?? {}),
    );
    for (const name of Object.keys(own)) if (!(name in next)) delete own[name];
    for (const [name, value] of Object.entries(next)) own[name] = value;
    writeEnvFile(layout.envFile, own);
  };
  const report = (name: PartName, change: Partial<PartStatus>) => {
    const status = state.parts[name];
    if (!status) return;
    if (change.state === 'restarting') Object.assign(status, died(status));
    Object.assign(status, change);
    if (change.state && ['running', 'done', 'skipped'].includes(change.state)) refreshEnv();
    writeState(layout.stateFile, state);
  };
  refreshEnv();
  writeState(layout.stateFile, state);

  const runs = new Map<PartName, PartRun>();
  const settled = new Map<PartName, Promise<boolean>>();
  const startPart = (part: Part): Promise<boolean> => {
    const known = settled.get(part.name);
    if (known) return known;
    const coming = whenNeedsAreMet(part).then((blocker) => {
      if (ending.signal.aborted) return false;
      if (blocker) {
        report(part.name, { state: 'blocked', note: `needs ${blocker}, which did not start` });
        return false;
      }
      if (part.replacedBy && wishes[part.replacedBy]) {
        report(part.name, { state: 'skipped', note: `yours is used: ${part.replacedBy} is set` });
        return true;
      }
      const run = runPart(part, context, (change) => report(part.name, change));
      runs.set(part.name, run);
      return run.outcome.then((outcome) => outcome !== 'failed');
    });
    settled.set(part.name, coming);
    return coming;
  };
  /** @returns the title of a need that failed. Needs that are not part of this stack are somebody else's. */
  const whenNeedsAreMet = async (part: Part): Promise<string | undefined> => {
    const needs = parts.filter((other) => part.needs.includes(other.name));
    const met = await Promise.all(needs.map(startPart));
    return needs.find((_, index) => !met[index])?.title;
  };

  const started = Promise.all(parts.filter((part) => !part.background).map(startPart)).then(() => {
    if (state.phase === 'starting') state.phase = 'running';
    state.readyInMs = Date.now() - began;
    writeState(layout.stateFile, state);
    for (const part of parts.filter((candidate) => candidate.background)) void startPart(part);
    return state;
  });

  const stop = async (hurry = false) => {
    state.phase = 'stopping';
    ending.abort();
    writeState(layout.stateFile, state);
    for (const group of stopOrder) await Promise.all(group.map((name) => runs.get(name)?.stop(hurry)));
    for (const status of Object.values(state.parts)) if (status.state !== 'failed') status.state = 'stopped';
    state.phase = 'stopped';
    state.supervisor = undefined;
    writeState(layout.stateFile, state);
    releasePorts(ports);
    unlock();
  };

  return { started, context, state: () => state, stop };
}

function firstStatus(part: Part): PartStatus {
  return { title: part.title, state: 'waiting', optional: part.optional, background: part.background };
}

function died(status: PartStatus): Partial<PartStatus> {
  return { deaths: (status.deaths ?? 0) + 1, lastDeathAt: new Date().toISOString() };
}

/** Keeps one old log. */
function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  rmSync(`${file}.1`, { force: true });
  renameSync(file, `${file}.1`);
}
