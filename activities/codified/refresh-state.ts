import { and, asc, eq } from 'drizzle-orm';
import { inOrg, type Tx } from '../../db/client.ts';
import { connections, projectConnections } from '../../db/schema/index.ts';
import { finishedRuns, replaceState } from '../../db/state-resources.ts';
import type { OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { readingOf } from './read-state.ts';
import { readStoredState } from './stored-state.ts';

/**
 * Reads the project's state from its bucket and puts it in place of what was known. May be repeated, and overtaken.
 *
 * @returns how many addresses the state holds
 * @throws AuroraError `unprocessable` when what lies there is no state of Terraform
 */
export async function refreshState(deps: WorkerDeps, { orgId, projectId }: OfProject): Promise<number> {
  const { db } = deps;
  const runs = await inOrg(db, { orgId }, (tx) => finishedRuns(tx, projectId));
  const facts = await readStoredState(deps, projectId);
  return inOrg(db, { orgId }, async (tx) => {
    const home = await homeOf(tx, projectId);
    const { rows, edges } = readingOf(facts, home && { account: home.accountId, region: home.region });
    const { lineage = null, serial = null } = facts ?? {};
    await replaceState(tx, { orgId, projectId, provider: 'aws', lineage, serial, rows, edges, runs });
    return rows.length;
  });
}

async function homeOf(tx: Tx, projectId: string) {
  const [row] = await tx
    .select({ accountId: connections.accountId, region: connections.region })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, 'aws')))
    .orderBy(asc(connections.createdAt))
    .limit(1);
  return row ?? null;
}
