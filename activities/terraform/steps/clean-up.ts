import { rm } from 'node:fs/promises';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { runFolder } from './run-files.ts';
import { forgetVerified } from './verified-workspaces.ts';

/** Removes the run's folder: it held plans and credentials in clear. What must last is in S3 and Postgres. */
export async function cleanUpRun(deps: WorkerDeps, { runId }: ProvisioningRunInput): Promise<void> {
  forgetVerified(runId);
  await rm(runFolder(deps, runId), { recursive: true, force: true });
}
