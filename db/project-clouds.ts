/** The accounts of a project that Terraform reaches by other providers than AWS's. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { Connection } from './projects.ts';
import { connections, projectConnections } from './schema/index.ts';

const clouds = ['azure', 'gcp', 'ovh'] as const;

/** One a cloud at most. */
export async function otherCloudsOf(tx: Tx, projectId: string): Promise<Connection[]> {
  const rows = await tx
    .select({ connection: connections })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(
      and(
        eq(projectConnections.projectId, projectId),
        inArray(projectConnections.provider, [...clouds]),
        isNull(connections.archivedAt),
      ),
    )
    .orderBy(projectConnections.provider);
  return rows.map(({ connection }) => connection);
}
