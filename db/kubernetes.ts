/** What Aurora applied to clusters, and what proposals may do there. */
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { type ManifestPolicy, strictPolicy } from './model/kubernetes.ts';
import { connections, kubernetesObjects, kubernetesPolicies, projectConnections } from './schema/index.ts';

export type ClusterConnection = typeof connections.$inferSelect;
export type AppliedObject = typeof kubernetesObjects.$inferSelect;

/** The cluster that a project is connected to, if any. */
export async function clusterOfProject(tx: Tx, projectId: string): Promise<ClusterConnection | null> {
  const [row] = await tx
    .select({ connection: connections })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, 'kubernetes')));
  return row?.connection ?? null;
}

export async function manifestPolicy(tx: Tx, connectionId: string): Promise<ManifestPolicy> {
  const [row] = await tx
    .select({ policy: kubernetesPolicies.policy })
    .from(kubernetesPolicies)
    .where(eq(kubernetesPolicies.connectionId, connectionId));
  return row?.policy ?? strictPolicy;
}

export async function setManifestPolicy(
  tx: Tx,
  row: { orgId: string; connectionId: string; policy: ManifestPolicy; updatedBy: string },
): Promise<void> {
  const { policy, updatedBy } = row;
  await tx
    .insert(kubernetesPolicies)
    .values(row)
    .onConflictDoUpdate({
      target: kubernetesPolicies.connectionId,
      set: { policy, updatedBy, updatedAt: sql`now()` },
    });
}

export function appliedObjects(tx: Tx, projectId: string, cluster: string): Promise<AppliedObject[]> {
  return tx
    .select()
    .from(kubernetesObjects)
    .where(and(eq(kubernetesObjects.projectId, projectId), eq(kubernetesObjects.cluster, cluster)))
    .orderBy(kubernetesObjects.address);
}

/** At most 5000: a project with more is no longer read by people. */
export function projectObjects(tx: Tx, projectId: string): Promise<AppliedObject[]> {
  return tx
    .select()
    .from(kubernetesObjects)
    .where(eq(kubernetesObjects.projectId, projectId))
    .orderBy(kubernetesObjects.address)
    .limit(5_000);
}

/** Safe to repeat: the same object applied again is the same row. */
export async function rememberApplied(tx: Tx, object: Omit<AppliedObject, 'appliedAt'>): Promise<void> {
  const { uid, runId, apiVersion, connectionId } = object;
  await tx
    .insert(kubernetesObjects)
    .values(object)
    .onConflictDoUpdate({
      target: [kubernetesObjects.projectId, kubernetesObjects.cluster, kubernetesObjects.address],
      set: { uid, runId, apiVersion, connectionId, appliedAt: sql`now()` },
    });
}

export async function forgetApplied(
  tx: Tx,
  { projectId, cluster, address }: Pick<AppliedObject, 'projectId' | 'cluster' | 'address'>,
): Promise<void> {
  await tx
    .delete(kubernetesObjects)
    .where(
      and(
        eq(kubernetesObjects.projectId, projectId),
        eq(kubernetesObjects.cluster, cluster),
        eq(kubernetesObjects.address, address),
      ),
    );
}
