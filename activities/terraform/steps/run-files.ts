/** What a run is made of, and where Terraform works on it. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Context } from '@temporalio/activity';
import { and, eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { otherCloudsOf } from '../../../db/project-clouds.ts';
import { findRun, type Run } from '../../../db/runs.ts';
import { connections, projectConnections, revisions } from '../../../db/schema/index.ts';
import { AuroraError, notFound } from '../../../platform/errors.ts';
import { getRevision, type RevisionFiles, terraformFilesOf } from '../../../platform/revision-files.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import { connectionCredentials, endpointOf } from '../../clouds/aws/connection-credentials.ts';
import type { CredentialPurpose } from '../../clouds/credentials.ts';
import type { WorkerDeps } from '../../deps.ts';
import { recording } from '../../recorded-secrets.ts';
import { findTerraform } from '../binary.ts';
import { cloudEnvironment } from '../other-clouds.ts';
import { prepareWorkspace, removeWorkspace, type StateBackend, stateKey, type Workspace } from '../workspace.ts';

/** What Terraform works on: a run's, or a look at a project beside its runs, whose id stands in for the run's. */
export type WorkFacts = {
  run: Pick<Run, 'id' | 'projectId'>;
  revision: typeof revisions.$inferSelect;
  connection: typeof connections.$inferSelect | null;
  /** Azure, Google Cloud, OVHcloud. */
  others: (typeof connections.$inferSelect)[];
};

export type RunFacts = WorkFacts & { run: Run };

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
    return { run, ...row, others: await otherCloudsOf(tx, run.projectId) };
  });
}

/** What of the revision is Terraform's. */
export const filesOf = async (deps: WorkerDeps, facts: WorkFacts): Promise<RevisionFiles> =>
  terraformFilesOf(await allFilesOf(deps, facts));

export const allFilesOf = ({ storage }: WorkerDeps, { revision }: WorkFacts): Promise<RevisionFiles> =>
  getRevision(storage, revision.storageKey, revision.filesSha256);

/** Where the parts of a sealed plan lie. All are encrypted, because a plan holds values in clear. */
export const sealedKeys = ({ orgId, id }: Pick<Run, 'orgId' | 'id'>) => ({
  plan: `plans/${orgId}/${id}/plan.sealed`,
  json: `plans/${orgId}/${id}/plan-json.sealed`,
  lockFile: `plans/${orgId}/${id}/lock-file.sealed`,
});

export const backendOf = ({ config }: WorkerDeps, run: Pick<Run, 'projectId'>): StateBackend => ({
  bucket: config.S3_STATE_BUCKET,
  key: stateKey(run.projectId),
  region: config.S3_REGION,
  endpoint: config.S3_ENDPOINT,
  accessKeyId: config.S3_ACCESS_KEY_ID,
  secretAccessKey: config.S3_SECRET_ACCESS_KEY,
});

/** Each step works in a folder of its own: an orphan of an earlier attempt may still be busy in another one. */
export type StepName = 'plan' | 'verify' | 'apply' | 'prove' | 'reconcile' | 'drift' | 'import';

export type WorkspaceOptions = {
  step: StepName;
  lockFile?: string;
  signal?: AbortSignal;
  /** In place of the revision's own. */
  files?: RevisionFiles;
};

/**
 * Keys that may change the account are for `apply` alone: everything else reads.
 *
 * @returns null for a project whose accounts are all of other clouds
 */
export async function credentialsFor(deps: WorkerDeps, facts: WorkFacts, { step, signal }: WorkspaceOptions) {
  const { run, connection, others } = facts;
  if (!connection && others.length > 0) return null;
  if (!connection) throw notConnected();
  const session = { sessionName: `aurora-${step}-${run.id}`, signal };
  return connectionCredentials(recordedFor(deps, facts, step), connection, purposeOf(step), session);
}

/** What the providers of other clouds get, by the same rule. */
export function otherCredentialsFor(
  deps: WorkerDeps,
  facts: WorkFacts,
  { step, signal }: WorkspaceOptions,
  files: RevisionFiles,
): Promise<Record<string, string>> {
  const given = { connections: facts.others, files, purpose: purposeOf(step) };
  return cloudEnvironment(recordedFor(deps, facts, step), given, signal ?? new AbortController().signal);
}

const purposeOf = (step: StepName): CredentialPurpose => (step === 'apply' ? 'write' : 'read');

/** Once for reading and once for writing in a run, however often its steps are repeated. */
function recordedFor(deps: WorkerDeps, { run, revision, connection, others }: WorkFacts, step: StepName): WorkerDeps {
  const all = connection ? [connection, ...others] : others;
  return recording(deps, {
    orgId: revision.orgId,
    owners: all.map(({ id, secretRef }) => ({ kind: 'connection', id, secretRef })),
    purpose: purposeOf(step),
    by: { kind: step === 'drift' || step === 'import' ? step : 'run', id: run.id },
    ...('requestedBy' in run ? { onBehalfOf: String(run.requestedBy) } : {}),
  });
}

/**
 * Lays out the folder that Terraform works in, anew.
 *
 * @throws AuroraError `credentials_rejected` when the project has no account to work in
 */
export async function openWorkspace(deps: WorkerDeps, facts: WorkFacts, options: WorkspaceOptions): Promise<Workspace> {
  const { run, connection } = facts;
  const dir = join(runFolder(deps, run.id), `${options.step}-${Context.current().info.attempt}`);
  const [credentials, files, binary] = await Promise.all([
    credentialsFor(deps, facts, options),
    options.files ?? filesOf(deps, facts),
    findTerraform(deps.config.TERRAFORM_BIN),
    rm(dir, { recursive: true, force: true }),
  ]);
  const cloudVariables = await otherCredentialsFor(deps, facts, options, files);
  return prepareWorkspace({
    dir,
    files,
    backend: backendOf(deps, run),
    sandbox: emulated(connection),
    credentials,
    cloudVariables,
    binary,
    cliConfigFile: deps.config.TF_CLI_CONFIG_FILE,
    cacheDir: join(resolve(deps.config.WORK_DIR), 'cache'),
    lockFile: options.lockFile,
  });
}

/** Another address than AWS' own serves all buckets under one host name. */
function emulated(connection: WorkFacts['connection']): { endpoint: string } | null {
  const endpoint = connection && endpointOf(connection);
  return endpoint ? { endpoint } : null;
}

/** Works in a folder that is gone afterwards, with everything in clear that was in it. */
export async function inWorkspace<Result>(
  deps: WorkerDeps,
  facts: WorkFacts,
  options: WorkspaceOptions,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await openWorkspace(deps, facts, options);
  try {
    return await work(workspace);
  } finally {
    await removeWorkspace(workspace);
  }
}

export const runFolder = ({ config }: WorkerDeps, runId: string) => resolve(config.WORK_DIR, 'runs', runId);

const notConnected = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      'This project is not connected to a cloud account, so nothing can be planned. Connect one, then plan again.',
  });
