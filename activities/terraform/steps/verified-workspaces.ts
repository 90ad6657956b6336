/**
 * Folders in which a plan has just been verified, kept so that `apply` starts at once in the same one: providers are
 * there, the backend is set up. Of this process only; where the folder is not at hand, `apply` makes its own.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerDeps } from '../../deps.ts';
import { writeCredentialsFile } from '../environment.ts';
import type { Workspace } from '../workspace.ts';
import { backendOf, credentialsFor, otherCredentialsFor, type RunFacts } from './run-files.ts';

const verified = new Map<string, Workspace>();

export const keepVerified = (runId: string, workspace: Workspace): void => {
  verified.set(runId, workspace);
};

/** Gives the folder once, now with the keys that may change the account in place of the ones that only read. */
export async function takeVerified(deps: WorkerDeps, facts: RunFacts, signal: AbortSignal): Promise<Workspace | null> {
  const workspace = verified.get(facts.run.id);
  if (!workspace) return null;
  const options = { step: 'apply', signal } as const;
  const credentials = await credentialsFor(deps, facts, options);
  const cloudVariables = await otherCredentialsFor(deps, facts, options, workspace.files);
  verified.delete(facts.run.id);
  const file = join(workspace.dir, 'credentials');
  await rm(file, { force: true });
  await writeCredentialsFile(file, credentials, backendOf(deps, facts.run));
  // Each variable that read is replaced: both purposes have the same names, or the step above has thrown.
  const sessions = credentials?.renew ?? null;
  return { ...workspace, sessions, env: { ...workspace.env, ...cloudVariables } };
}

export const forgetVerified = (runId: string): boolean => verified.delete(runId);
