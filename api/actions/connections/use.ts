/** Which account of a provider a project works in. */
import type { Actor } from '../../../db/auth.ts';
import { inOrg } from '../../../db/client.ts';
import * as rows from '../../../db/connections.ts';
import type { ConnectionProvider } from '../../../db/model/connections.ts';
import { type Connection, requireProject } from '../../../db/projects.ts';
import { conflict } from '../../../platform/errors.ts';
import { keepAudit } from '../../audit.ts';
import type { Parts } from '../../parts.ts';
import { scopeOf } from '../scope.ts';

type Needs = Pick<Parts, 'db'>;
type OfProject = { projectId: string; provider: ConnectionProvider };

/** @throws AuroraError `conflict` for another provider's, or while a run of the project is in progress */
export function useInProject(
  { db }: Needs,
  actor: Actor,
  { projectId, provider }: OfProject,
  connectionId: string,
): Promise<Connection> {
  const { orgId } = actor;
  return inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const connection = await rows.liveConnection(tx, connectionId);
    if (connection.provider !== provider) throw conflict('This connection is one of another provider.');
    const before = await rows.connectionOf(tx, projectId, provider);
    if (before === connectionId) return connection;
    await rows.assertNoRun(tx, [projectId], 'before the project uses another account');
    await rows.attachConnection(tx, { orgId, projectId, provider, connectionId });
    const detail = { provider, connectionId, before: before ?? null };
    await keepAudit(tx, actor, { action: 'project.connection', subject: { kind: 'project', id: projectId }, detail });
    return connection;
  });
}

export function stopUsingInProject({ db }: Needs, actor: Actor, { projectId, provider }: OfProject): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const before = await rows.connectionOf(tx, projectId, provider);
    if (!before) return;
    await rows.assertNoRun(tx, [projectId], 'before the project stops using it');
    await rows.detachConnection(tx, projectId, provider);
    const detail = { provider, connectionId: null, before };
    await keepAudit(tx, actor, { action: 'project.connection', subject: { kind: 'project', id: projectId }, detail });
  });
}
