/** What proposals may do in a connected cluster, as admins set it. */
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { manifestPolicy, setManifestPolicy } from '../../db/kubernetes.ts';
import type { ManifestPolicy } from '../../db/model/kubernetes.ts';
import { findConnection } from '../../db/sync-runs.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db'>;

export function readPolicy({ db }: Needs, actor: Actor, connectionId: string): Promise<ManifestPolicy> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    await requireCluster(tx, connectionId);
    return manifestPolicy(tx, connectionId);
  });
}

/** @throws AuroraError `conflict` for a connection to another cloud */
export function writePolicy(
  { db }: Needs,
  actor: Actor,
  connectionId: string,
  policy: ManifestPolicy,
): Promise<ManifestPolicy> {
  const { orgId, userId } = actor;
  return inOrg(db, scopeOf(actor), async (tx) => {
    await requireCluster(tx, connectionId);
    await setManifestPolicy(tx, { orgId, connectionId, policy, updatedBy: userId });
    const subject = { kind: 'connection', id: connectionId };
    await appendAudit(tx, orgId, auditBy(actor, { action: 'connection.manifest_policy', subject, detail: policy }));
    return policy;
  });
}

async function requireCluster(tx: Tx, connectionId: string): Promise<void> {
  const connection = await findConnection(tx, connectionId);
  if (!connection) throw notFound('connection');
  if (connection.provider !== 'kubernetes')
    throw conflict('This connection leads to no Kubernetes cluster, so there are no manifests to have rules for.');
}
