/**
 * Runs one Terraform command: argv only, in its own process group, with an environment made from nothing.
 *
 * Stopping is SIGINT to Terraform alone, which then stops its providers, saves the state and gives back the lock.
 * Only after the grace time the whole group is killed, providers too; what was being changed is then unknown.
 */
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import type { RenewKeys } from '../clouds/credentials.ts';
import { commandFailure, type FailureContext } from './command-failure.ts';
import { killGroup, rememberProcess } from './leftover.ts';
import { lineSplitter, tailFile } from './lines.ts';
import { noSecrets, redactText, type SecretSet } from './redact.ts';
import { withSessions } from './session-endpoint.ts';

export type TerraformRun = { exitCode: number; stdout: string; stderr: string; ms: number };

export type RunTerraformOptions = {
  /** Absolute path of the program. */
  binary: string;
  cwd: string;
  env: Record<string, string>;
  signal?: AbortSignal;
  onLine?: (line: string) => void;
  onStderrLine?: (line: string) => void;
  /** Called once the process runs. */
  onStarted?: (pid: number) => void;
  /** Default 15 minutes. Ends like an abort, with the same grace. */
  timeoutMs?: number;
  /** From SIGINT to SIGKILL. Default 60 s: an interrupted create should still reach the state. */
  graceMs?: number;
  /** Exit codes that are no failure; default [0]. */
  okCodes?: number[];
  /** Masked in every error text. */
  secrets?: SecretSet;
  /**
   * Terraform writes its standard output into this file instead of a pipe.
   * An apply needs it: with a pipe, the death of the worker would kill Terraform at its next line, state unsaved.
   */
  outputFile?: string;
  /** Where pid and start time are noted while the command runs, for `findLeftover` after a crash. */
  pidFile?: string;
  /** Of a role, for a command that asks its cloud. */
  sessions?: RenewKeys | null;
  /** Most characters kept of stdout; default 8 Mi. `show -json` needs more. */
  maxOutput?: number;
};

const argument = /^(-[a-z-]+(=[^\0\n]*)?|[0-9A-Za-z_./-]+)$/;

/**
 * @param args such as ['plan', '-out=/work/x/plan']; each is one argument, nothing is expanded
 * @throws AuroraError `terraform_failed` with Terraform's own diagnostics, `state_locked` (details: owner, ageSeconds, lockId),
 *   `disk_full`, `cancelled` (aborted, or out of time: details.timedOut), `terraform_missing`
 */
export async function runTerraform(args: string[], options: RunTerraformOptions): Promise<TerraformRun> {
  const bad = args.find((arg) => !argument.test(arg));
  if (bad !== undefined) throw refusedArgument(bad);
  options.signal?.throwIfAborted();
  return withSessions(options.sessions, options.pidFile, (env) =>
    runProcess(args, { ...options, env: { ...options.env, ...env } }),
  );
}

async function runProcess(args: string[], options: RunTerraformOptions): Promise<TerraformRun> {
  const started = performance.now();
  const output = await openOutput(options);
  const child = execa(options.binary, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    detached: true,
    stdin: 'ignore',
    // A file descriptor goes to the child as it is; execa's types leave that form out.
    stdout: output.target as 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
  });
  const stderr = keepTail(262_144);
  const errorLines = lineSplitter((line) => options.onStderrLine?.(line));
  child.stdout?.setEncoding('utf8').on('data', output.write);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr.add(chunk);
    errorLines.write(chunk);
  });
  // Terraform has gone; a provider that survived it would hold the pipes, files and cloud calls for nobody.
  child.once('exit', () => child.pid !== undefined && killGroup(child.pid));
  if (child.pid !== undefined) {
    if (options.pidFile) await rememberProcess(options.pidFile, child.pid);
    options.onStarted?.(child.pid);
  }
  const stop = stopper(child.pid, options);
  const ended = await child.finally(stop.disarm);
  await output.close();
  errorLines.end();

  const run: TerraformRun = {
    exitCode: ended.exitCode ?? -1,
    stdout: output.text(),
    stderr: stderr.text(),
    ms: Math.round(performance.now() - started),
  };
  const facts: FailureContext = {
    ...run,
    command: args[0] ?? '',
    stopped: stop.reason(),
    spawnCode: ended.exitCode === undefined ? ended.code : undefined,
    signal: ended.signal,
  };
  if (facts.stopped === null && (options.okCodes ?? [0]).includes(run.exitCode)) return run;
  const secrets = options.secrets ?? noSecrets;
  throw commandFailure(facts, (text) => redactText(text, secrets));
}

type Stopped = 'aborted' | 'timeout' | null;

/** Sends SIGINT at abort or at the end of the time, and SIGKILL to the group when grace is over. */
function stopper(pid: number | undefined, options: RunTerraformOptions) {
  let reason: Stopped = null;
  let kill: NodeJS.Timeout | undefined;
  const interrupt = (why: Exclude<Stopped, null>) => {
    if (reason || pid === undefined) return;
    reason = why;
    signalProcess(pid, 'SIGINT');
    kill = setTimeout(() => killGroup(pid), options.graceMs ?? 60_000);
  };
  const onAbort = () => interrupt('aborted');
  const clock = setTimeout(() => interrupt('timeout'), options.timeoutMs ?? 900_000);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  const disarm = () => {
    clearTimeout(clock);
    clearTimeout(kill);
    options.signal?.removeEventListener('abort', onAbort);
  };
  return { disarm, reason: () => reason };
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the same moment.
  }
}

async function openOutput(options: RunTerraformOptions) {
  const kept = keepTail(options.maxOutput ?? 8_388_608);
  const lines = lineSplitter((line) => options.onLine?.(line));
  const write = (chunk: string) => {
    kept.add(chunk);
    lines.write(chunk);
  };
  if (!options.outputFile) return { target: 'pipe' as const, write, text: kept.text, close: async () => lines.end() };
  const tail = await tailFile(options.outputFile, write);
  const close = async () => {
    await tail.close();
    lines.end();
  };
  return { target: tail.fd, write, text: kept.text, close };
}

/** Keeps the last characters: errors stand at the end, and a runaway output must not fill the memory. */
function keepTail(limit: number) {
  let parts: string[] = [];
  let size = 0;
  const add = (chunk: string) => {
    parts.push(chunk);
    size += chunk.length;
    if (size < limit * 2) return;
    const joined = parts.join('').slice(-limit);
    parts = [joined];
    size = joined.length;
  };
  return { add, text: () => parts.join('').slice(-limit) };
}

const refusedArgument = (value: string) =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `"${value.slice(0, 80)}" cannot be passed to Terraform as an argument. Nothing was run.`,
  });
