/** `terraform init` for a workspace, with the provider versions of its lock file. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuroraError } from '../../platform/errors.ts';
import { type RunTerraformOptions, runTerraform } from './command.ts';
import { withoutHashes } from './provider-lock.ts';
import { verifyPackages, writeAtomically } from './provider-packages.ts';
import { requirementsKey } from './requirements.ts';
import type { Workspace } from './workspace.ts';

export type CallOptions = Pick<RunTerraformOptions, 'signal' | 'timeoutMs' | 'secrets' | 'onLine'>;

/**
 * After it, the workspace holds a lock file without checksums, and every package has been checked against the full one.
 *
 * @returns the full lock file
 * @throws what `runTerraform` throws, and `terraform_failed` when a package is not the locked one
 */
export async function initialise(workspace: Workspace, options: CallOptions = {}): Promise<string> {
  const known = workspace.lockFile ?? (await cachedLock(workspace));
  if (known !== null) {
    const followed = await follow(workspace, known, options);
    if (followed !== null) return followed;
  }
  return choose(workspace, options);
}

const initArgs = ['init', '-no-color', '-input=false'];
const lockPath = ({ configDir }: Workspace) => join(configDir, '.terraform.lock.hcl');

const run = (workspace: Workspace, args: string[], options: CallOptions) =>
  runTerraform(args, { ...options, binary: workspace.binary.path, cwd: workspace.configDir, env: workspace.env });

/** @returns null when the configuration has moved away from these versions, so that they must be chosen anew */
async function follow(workspace: Workspace, lock: string, options: CallOptions): Promise<string | null> {
  const bare = withoutHashes(lock);
  // A plugin cache is only used for providers whose checksum is in the lock file.
  await writeFile(lockPath(workspace), workspace.env.TF_PLUGIN_CACHE_DIR ? lock : bare, { mode: 0o600 });
  try {
    await run(workspace, [...initArgs, '-lockfile=readonly'], options);
  } catch (error) {
    if (!(error instanceof AuroraError) || !lockRefused.test(error.userMessage)) throw error;
    return null;
  }
  await writeFile(lockPath(workspace), bare, { mode: 0o600 });
  await verifyPackages(workspace.dataDir, lock, workspace.cacheDir);
  return lock;
}

const lockRefused =
  /dependency changes detected|does not match configured version constraint|lock file|inconsistent dependency/i;

async function choose(workspace: Workspace, options: CallOptions): Promise<string> {
  if (workspace.lockFile) await writeFile(lockPath(workspace), workspace.lockFile, { mode: 0o600 });
  else await rm(lockPath(workspace), { force: true });
  await run(workspace, initArgs, options);
  const lock = await readFile(lockPath(workspace), 'utf8').catch(() => '');
  await writeFile(lockPath(workspace), withoutHashes(lock), { mode: 0o600 });
  await verifyPackages(workspace.dataDir, lock, workspace.cacheDir);
  if (workspace.cacheDir) await writeAtomically(cachePath(workspace, workspace.cacheDir), lock);
  return lock;
}

const cachePath = ({ files }: Workspace, cacheDir: string) => join(cacheDir, 'locks', `${requirementsKey(files)}.hcl`);

async function cachedLock(workspace: Workspace): Promise<string | null> {
  if (!workspace.cacheDir) return null;
  const text = await readFile(cachePath(workspace, workspace.cacheDir), 'utf8').catch(() => null);
  return text?.trim() ? text : null;
}
