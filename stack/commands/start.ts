/** `npm start`: starts a supervisor that outlives this command, tells how it goes, and shows the screen. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeWhole } from '../files.ts';
import { layoutOf } from '../layout.ts';
import { lockOwner } from '../lock.ts';
import type { Part } from '../part.ts';
import { personsEnv } from '../persons-env.ts';
import { sendSignal } from '../processes.ts';
import { follow } from '../progress.ts';
import { lastLines } from '../run-part.ts';
import { screen } from '../screen.ts';
import { choose } from '../selection.ts';
import { missingParts, readState, type StackState } from '../state.ts';
import { type Supervisor, supervise } from '../supervisor.ts';

export type StartOptions = { only?: string; noWeb?: boolean; foreground?: boolean; supervise?: boolean };

/** @returns the exit code: 0 when everything that is not optional is up */
export async function start(options: StartOptions): Promise<number> {
  const layout = layoutOf();
  if (options.supervise) return beSupervisor(options);
  const running = lockOwner(layout.lockFile);
  if (running) {
    console.log(`Aurora runs already (supervisor ${running}). npm stop ends it.`);
    return show(await follow(layout, running, askToComplete(running, options)));
  }
  if (options.foreground) return inForeground(options);
  console.log('Starting Aurora.');
  const pid = detach(options);
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    console.log('Stopping again.');
    sendSignal(pid, 'SIGTERM');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const state = await follow(layout, pid);
  process.removeListener('SIGINT', interrupt);
  process.removeListener('SIGTERM', interrupt);
  if (interrupted && !state) return 130;
  if (!state) console.error(lastLines(join(layout.logs, 'supervisor.log')) ?? 'The supervisor ended without a word.');
  return show(state);

  function show(final: StackState | undefined): number {
    if (!final) return 1;
    console.log(screen(final, layout));
    return missingParts(final).length === 0 ? 0 : 1;
  }
}

/**
 * Asks a running supervisor for what this start is about and it has not got, or failed to bring up.
 *
 * @returns the number of rounds to wait for
 */
function askToComplete(supervisor: number, options: StartOptions): number {
  const layout = layoutOf();
  const state = readState(layout.stateFile);
  if (state?.supervisor?.pid !== supervisor || state.phase !== 'running') return 1;
  const isThere = ({ name }: Part) =>
    ['running', 'done', 'skipped', 'restarting'].includes(state.parts[name]?.state ?? '');
  const missing = choose(options).filter((part) => !part.background && !isThere(part));
  if (missing.length === 0) return 1;
  console.log(`Bringing up what is missing: ${missing.map(({ title }) => title).join(', ')}.`);
  writeWhole(join(layout.dataDir, requestName), JSON.stringify(options));
  sendSignal(supervisor, requestSignal);
  return state.round + 1;
}

/** A process of its own session: closing the terminal does not end it. */
function detach(options: StartOptions): number {
  const layout = layoutOf();
  mkdirSync(layout.logs, { recursive: true });
  const log = openSync(join(layout.logs, 'supervisor.log'), 'w');
  const flags = [...(options.only ? [`--only=${options.only}`] : []), ...(options.noWeb ? ['--no-web'] : [])];
  const main = join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [main, 'start', '--supervise', ...flags], {
    cwd: layout.root,
    env: { ...process.env, AURORA_STACK: layout.dataDir, AURORA_PART: 'supervisor' },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error('The supervisor could not be started.');
  return child.pid;
}

async function beSupervisor(options: StartOptions): Promise<number> {
  const asked = whenAskedToStop();
  const layout = layoutOf();
  const supervisor = await supervise({ layout, parts: choose(options), wishes: personsEnv(layout) });
  return stopWhen(asked, supervisor);
}

async function inForeground(options: StartOptions): Promise<number> {
  const asked = whenAskedToStop();
  const layout = layoutOf();
  const supervisor = await supervise({ layout, parts: choose(options), wishes: personsEnv(layout) });
  const told = follow(layout, process.pid);
  void told.then((state) => state && console.log(`${screen(state, layout)}  Ctrl-C stops everything.\n`));
  return stopWhen(asked, supervisor);
}

/** A second `npm start` leaves its options in this file and sends this signal. */
const requestName = 'start-request.json';
const requestSignal = 'SIGUSR2';
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens from the first moment on: a signal during the start must not leave half a stack behind.
 *
 * Not with `once`: execa's own listener ends the process on the spot when it finds that it is the only one left.
 */
function whenAskedToStop(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  for (const signal of endings) process.on(signal, () => asked.resolve());
  return asked.promise;
}

/** Waits, then stops everything. A second signal hurries. */
async function stopWhen(asked: Promise<void>, supervisor: Supervisor): Promise<number> {
  // The event loop must not run empty while nothing but children live.
  const alive = setInterval(() => {}, 60_000);
  process.on(requestSignal, () => {
    const request = readJson<StartOptions>(join(supervisor.context.layout.dataDir, requestName));
    if (request) void supervisor.complete(choose(request));
  });
  await asked;
  for (const signal of endings) process.on(signal, () => void supervisor.stop(true));
  await supervisor.stop();
  clearInterval(alive);
  // Parts in the middle of an installation may still hold the loop.
  process.exit(0);
}
