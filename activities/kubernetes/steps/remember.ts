import { inOrg } from '../../../db/client.ts';
import { forgetApplied, rememberApplied } from '../../../db/kubernetes.ts';
import type { Run } from '../../../db/runs.ts';
import type { WorkerDeps } from '../../deps.ts';
import { apiVersionOf } from '../kinds.ts';
import type { Cluster } from '../open-cluster.ts';
import type { Step } from '../plan.ts';

/** Keeps what became of a step, so that the next plan knows what is ours. Safe to repeat. */
export async function remember(
  { db }: Pick<WorkerDeps, 'db'>,
  { orgId, projectId, id: runId }: Pick<Run, 'orgId' | 'projectId' | 'id'>,
  { uid: cluster, connection }: Pick<Cluster, 'uid' | 'connection'>,
  step: Step,
  uid: string,
): Promise<void> {
  const { address, kind, namespace = null, name } = step;
  await inOrg(db, { orgId }, (tx) =>
    step.action === 'destroy'
      ? forgetApplied(tx, { projectId, cluster, address })
      : rememberApplied(tx, {
          orgId,
          projectId,
          cluster,
          address,
          connectionId: connection.id,
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          namespace,
          name,
          uid,
          runId,
        }),
  );
}
