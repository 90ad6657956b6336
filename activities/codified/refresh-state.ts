import { and, asc, eq } from 'drizzle-orm';
import { inOrg, type Tx } from '../../db/client.ts';
import { connections, projectConnections } from '../../db/schema/index.ts';
import { finishedRuns, replaceState } from '../../db/state-resources.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { readStateFacts, type StateFacts } from '../terraform/state.ts';
import { stateKey } from '../terraform/workspace.ts';
import { readingOf } from './read-state.ts';

/**
 * Reads the project's state from its bucket and puts it in place of what was known. May be repeated, and overtaken.
 *
 * @returns how many addresses the state holds
 * @throws AuroraError `unprocessable` when what lies there is no state of Terraform
 */
export async function refreshState({ db, storage }: WorkerDeps, { orgId, projectId }: OfProject): Promise<number> {
  const runs = await inOrg(db, { orgId }, (tx) => finishedRuns(tx, projectId));
  const facts = await readFacts(() => storage.stateBucket.getText(stateKey(projectId)));
  return inOrg(db, { orgId }, async (tx) => {
    const home = await homeOf(tx, projectId);
    const { rows, edges } = readingOf(facts, home && { account: home.accountId, region: home.region });
    const provider = home?.provider ?? 'aws';
    const { lineage = null, serial = null } = facts ?? {};
    await replaceState(tx, { orgId, projectId, provider, lineage, serial, rows, edges, runs });
    return rows.length;
  });
}

async function readFacts(read: () => Promise<string>): Promise<StateFacts | null> {
  try {
    return readStateFacts(await read());
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return null;
    throw error;
  }
}

async function homeOf(tx: Tx, projectId: string) {
  const [row] = await tx
    .select({ provider: connections.provider, accountId: connections.accountId, region: connections.region })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, 'aws')))
    .orderBy(asc(connections.createdAt))
    .limit(1);
  return row ?? null;
}
