/** What a run is made of, and where Terraform works on it. */
import { join, resolve } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { findRun, type Run } from '../../../db/runs.ts';
import { connections, projectConnections, revisions } from '../../../db/schema/index.ts';
import { AuroraError, notFound } from '../../../platform/errors.ts';
import { getRevision, type RevisionFiles } from '../../../platform/revision-files.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import { type CredentialPurpose, resolveCredentials } from '../../clouds/credentials.ts';
import type { WorkerDeps } from '../../deps.ts';
import { findTerraform } from '../binary.ts';
import { prepareWorkspace, type StateBackend, stateKey, type Workspace } from '../workspace.ts';

export type RunFacts = {
  run: Run;
  revision: typeof revisions.$inferSelect;
  connection: typeof connections.$inferSelect | null;
};

export async function readRunFacts({ db }: WorkerDeps, { orgId, runId }: ProvisioningRunInput): Promise<RunFacts> {
  return inOrg(db, { orgId }, async (tx) => {
    const run = await findRun(tx, runId);
    const [row] = await tx
      .select({ revision: revisions, connection: connections })
      .from(revisions)
      .leftJoin(
        projectConnections,
        and(eq(projectConnections.projectId, revisions.projectId), eq(projectConnections.provider, 'aws')),
      )
      .leftJoin(connections, eq(connections.id, projectConnections.connectionId))
      .where(eq(revisions.id, run.revisionId));
    if (!row) throw notFound('revision');
    return { run, ...row };
  });
}

export const filesOf = ({ storage }: WorkerDeps, { revision }: RunFacts): Promise<RevisionFiles> =>
  getRevision(storage, revision.storageKey, revision.filesSha256);

/** Where the parts of a sealed plan lie. All are encrypted, because a plan holds values in clear. */
export const sealedKeys = ({ orgId, id }: Pick<Run, 'orgId' | 'id'>) => ({
  plan: `plans/${orgId}/${id}/plan.sealed`,
  json: `plans/${orgId}/${id}/plan-json.sealed`,
  lockFile: `plans/${orgId}/${id}/lock-file.sealed`,
});

const workDir = ({ config }: WorkerDeps, runId: string) => resolve(config.WORK_DIR, 'runs', runId);

const backendOf = ({ config }: WorkerDeps, run: Run): StateBackend => ({
  bucket: config.S3_STATE_BUCKET,
  key: stateKey(run.projectId),
  region: config.S3_REGION,
  endpoint: config.S3_ENDPOINT,
  accessKeyId: config.S3_ACCESS_KEY_ID,
  secretAccessKey: config.S3_SECRET_ACCESS_KEY,
});

/**
 * Lays out the folder that Terraform works in. Write credentials only where `purpose` says so, which is `apply` alone.
 *
 * @param options.apart for looking while an orphaned Terraform may still work in the run's own folder
 * @throws AuroraError `credentials_rejected` when the project has no account to work in
 */
export async function openWorkspace(
  deps: WorkerDeps,
  facts: RunFacts,
  options: { purpose: CredentialPurpose; lockFile?: string; signal?: AbortSignal; apart?: boolean },
): Promise<Workspace> {
  const { run, connection } = facts;
  if (!connection) throw notConnected();
  const { region, sandboxEndpoint, secretRef } = connection;
  const { purpose, lockFile, signal, apart } = options;
  const place = { region, endpoint: sandboxEndpoint ?? undefined };
  const credentials = await resolveCredentials(deps.secrets, secretRef, purpose, place, { signal });
  return prepareWorkspace({
    dir: join(workDir(deps, run.id), apart ? 'apart' : 'main'),
    files: await filesOf(deps, facts),
    backend: backendOf(deps, run),
    sandbox: sandboxEndpoint ? { endpoint: sandboxEndpoint } : null,
    credentials,
    binary: await findTerraform(deps.config.TERRAFORM_BIN),
    cliConfigFile: deps.config.TF_CLI_CONFIG_FILE,
    cacheDir: join(resolve(deps.config.WORK_DIR), 'cache'),
    lockFile,
  });
}

export const runFolder = workDir;

const notConnected = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      'This project is not connected to a cloud account, so nothing can be planned. Connect one, then plan again.',
  });
