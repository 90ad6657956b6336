/** Connects a Kubernetes cluster to a project: its keys into the secret store, then the rows, then its first sync. */
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { clusterOfProject } from '../../db/kubernetes.ts';
import { type Connection, connectProject, listConnections, requireProject } from '../../db/projects.ts';
import { findConnection, requestSync } from '../../db/sync-runs.ts';
import { chooseSync } from '../../db/sync-settings.ts';
import { conflict, errorText } from '../../platform/errors.ts';
import { alignSyncSchedule, startSync } from '../../platform/sync-schedules.ts';
import { keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Given = {
  id?: string;
  name: string;
  clusterUid: string;
  projectId: string;
  kubeconfig: string;
  writeKubeconfig?: string;
};

/**
 * The same id again answers the connection that is there. Whether the keys work is told by the first sync.
 *
 * @throws AuroraError `conflict` for a name that is taken, or a project that has a cluster already
 */
export async function connectCluster(
  { db, secrets, temporal, log }: Pick<Parts, 'db' | 'secrets' | 'temporal' | 'log'>,
  actor: Actor,
  { id = crypto.randomUUID(), name, clusterUid, projectId, kubeconfig, writeKubeconfig }: Given,
): Promise<Connection> {
  const { orgId, userId } = actor;
  const known = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    return (await findConnection(tx, id)) ?? assertFree(tx, projectId, name);
  });
  if (known) return known;
  const secretRef = await secrets.write(`connections/kubernetes-${id}`, {
    kubeconfig,
    ...(writeKubeconfig ? { write_kubeconfig: writeKubeconfig } : {}),
  });
  const row = {
    id,
    orgId,
    provider: 'kubernetes' as const,
    credential: 'kubeconfig' as const,
    name,
    accountId: clusterUid,
    region: 'global',
    secretRef,
  };
  const connection = await inOrg(db, scopeOf(actor), async (tx) => {
    await connectProject(tx, { ...row, createdBy: userId }, projectId);
    await chooseSync(tx, { orgId, connectionId: id }, { regions: null }, false);
    const sync = { id: crypto.randomUUID(), trigger: 'connect' as const, requestedBy: userId };
    await requestSync(tx, { orgId, connectionId: id }, sync);
    const subject = { kind: 'connection', id };
    const detail = { provider: 'kubernetes', projectId, cluster: clusterUid, mayWrite: writeKubeconfig !== undefined };
    await keepAuditOnce(tx, actor, { action: 'connection.connect', subject, detail });
    return findConnection(tx, id);
  });
  if (!connection) throw conflict('The connection could not be kept. Try again.');
  // Not waited for by anybody: with Temporal away, the sweeper and the keeper of schedules make up for it.
  await alignSyncSchedule(temporal, { orgId, connectionId: id, enabled: true, intervalMinutes: 60, pausedReason: null })
    .then(() => startSync(temporal, { orgId, connectionId: id, syncRunId: null, trigger: 'connect' }))
    .catch((error: unknown) => log.warn({ reason: errorText(error) }, 'the first sync was not started yet'));
  return connection;
}

async function assertFree(tx: Tx, projectId: string, name: string): Promise<undefined> {
  if (await clusterOfProject(tx, projectId))
    throw conflict('This project is connected to a cluster already. Make a project for the other one.');
  if ((await listConnections(tx)).some((each) => each.name === name))
    throw conflict(`There is a connection named "${name}" already. Choose another name.`);
  return undefined;
}
