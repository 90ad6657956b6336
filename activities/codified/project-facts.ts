/** What a look at a project stands on, beside its runs. */
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { inOrg, type Tx } from '../../db/client.ts';
import { otherCloudsOf } from '../../db/project-clouds.ts';
import { latestRevision, type Revision } from '../../db/revisions.ts';
import { connections, projectConnections, revisions, runs } from '../../db/schema/index.ts';
import type { OfProject } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import type { WorkFacts } from '../terraform/steps/run-files.ts';

/**
 * @param workId names the folder, as a run's id does
 * @param which `applied`: the files that made the state, else the newest that are there
 * @returns null for a project without files
 */
export async function readProjectFacts(
  { db }: WorkerDeps,
  { orgId, projectId }: OfProject,
  workId: string,
  which: 'applied' | 'latest',
): Promise<WorkFacts | null> {
  return inOrg(db, { orgId }, async (tx) => {
    const applied = which === 'applied' ? await appliedRevision(tx, projectId) : undefined;
    const revision = applied ?? (await latestRevision(tx, projectId));
    if (!revision) return null;
    const [row] = await tx
      .select({ connection: connections })
      .from(projectConnections)
      .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
      .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, 'aws')));
    return {
      run: { id: workId, projectId },
      revision,
      connection: row?.connection ?? null,
      others: await otherCloudsOf(tx, projectId),
    };
  });
}

async function appliedRevision(tx: Tx, projectId: string): Promise<Revision | undefined> {
  const [row] = await tx
    .select({ revision: revisions })
    .from(runs)
    .innerJoin(revisions, eq(revisions.id, runs.revisionId))
    .where(and(eq(runs.projectId, projectId), inArray(runs.state, ['applied', 'partial'])))
    .orderBy(desc(sql`coalesce(${runs.finishedAt}, ${runs.createdAt})`))
    .limit(1);
  return row?.revision;
}
