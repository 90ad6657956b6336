/** What a run of the Kubernetes engine is made of. */
import { eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { clusterOfProject, manifestPolicy } from '../../../db/kubernetes.ts';
import { type ManifestPolicy, strictPolicy } from '../../../db/model/kubernetes.ts';
import { findRun, type Run } from '../../../db/runs.ts';
import { revisions } from '../../../db/schema/index.ts';
import { notFound } from '../../../platform/errors.ts';
import { getRevision, manifestsOf, type RevisionFiles } from '../../../platform/revision-files.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';

export type ManifestRun = {
  run: Run;
  /** Of the revision those under `kubernetes/`. */
  files: RevisionFiles;
  policy: ManifestPolicy;
};

export async function readManifestRun(
  { db, storage }: WorkerDeps,
  { orgId, runId }: ProvisioningRunInput,
): Promise<ManifestRun> {
  const { run, revision, policy } = await inOrg(db, { orgId }, async (tx) => {
    const run = await findRun(tx, runId);
    const [revision] = await tx.select().from(revisions).where(eq(revisions.id, run.revisionId));
    if (!revision) throw notFound('revision');
    const connection = await clusterOfProject(tx, run.projectId);
    return { run, revision, policy: connection ? await manifestPolicy(tx, connection.id) : strictPolicy };
  });
  const files = await getRevision(storage, revision.storageKey, revision.filesSha256);
  return { run, files: manifestsOf(files), policy };
}
