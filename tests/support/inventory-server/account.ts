/** A connection of a world to an account of the stub server, and what the database knows of it. */
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { edges, resources, syncScopes } from '../../../db/schema/index.ts';
import { connections } from '../../../db/schema/projects.ts';
import { requestSync } from '../../../db/sync-runs.ts';
import { readSyncRun } from '../../../db/sync-views.ts';
import { startSync } from '../../../platform/sync-schedules.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import type { World } from '../world.ts';
import type { StubEstate } from './estate.ts';
import { makeStubInventory } from './provider.ts';

export type StubConnection = Awaited<ReturnType<typeof connectStub>>;

export async function connectStub({ deps, orgId }: World, url: string, account: string) {
  const connectionId = randomUUID();
  const secretRef = await deps.secrets.write(`connections/stub-${connectionId}`, { key: 'stub' });
  const scope = { orgId };
  await inOrg(deps.db, scope, (tx) =>
    tx.insert(connections).values({
      id: connectionId,
      orgId,
      provider: 'aws',
      credential: 'aws_access_keys',
      name: `Stub ${connectionId}`,
      accountId: account,
      region: 'region-0',
      sandboxEndpoint: url,
      secretRef,
    }),
  );

  return {
    connectionId,
    /** What the API does: the row, then the workflow. @returns the id of the run */
    async start(id: string = randomUUID()): Promise<string> {
      const wanted = { id, trigger: 'person', requestedBy: null } as const;
      const run = await inOrg(deps.db, scope, (tx) => requestSync(tx, { orgId, connectionId }, wanted));
      if (run.state === 'running') {
        await startSync(deps.temporal, { orgId, connectionId, syncRunId: run.id, trigger: 'person' });
      }
      return run.id;
    },
    /** Waits for the workflow's end. @returns how the run came out */
    async ended(syncRunId: string) {
      await deps.temporal.client.workflow.getHandle(workflowIds.resourceSync(connectionId)).result();
      const { run, counts } = await inOrg(deps.db, scope, (tx) => readSyncRun(tx, syncRunId));
      return { ...run, ...counts };
    },
    scopes: (syncRunId: string) =>
      inOrg(deps.db, scope, (tx) => tx.select().from(syncScopes).where(eq(syncScopes.syncRunId, syncRunId))),
    resources: () =>
      inOrg(deps.db, scope, (tx) =>
        tx
          .select({
            id: resources.id,
            cloudId: resources.cloudId,
            region: resources.region,
            scopeKind: resources.scopeKind,
            attributes: resources.attributes,
            lastChangedAt: resources.lastChangedAt,
            deletedAt: resources.deletedAt,
            written: sql<string>`resources.xmin::text`,
          })
          .from(resources)
          .where(eq(resources.connectionId, connectionId)),
      ),
    edges: () =>
      inOrg(deps.db, scope, (tx) =>
        tx
          .select({
            from: edges.fromCloudId,
            to: edges.toCloudId,
            kind: edges.kind,
            fromId: edges.fromId,
            toId: edges.toId,
          })
          .from(edges)
          .innerJoin(resources, eq(resources.id, edges.ownerId))
          .where(eq(resources.connectionId, connectionId)),
      ),
    /** Lines of history by kind. */
    async history(): Promise<Record<string, number>> {
      const { rows } = await inOrg(deps.db, scope, (tx) =>
        tx.execute<{ kind: string; count: number }>(sql`
          select c.kind, count(*)::int as count from resource_changes c join resources r on r.id = c.resource_id
          where r.connection_id = ${connectionId} group by c.kind`),
      );
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
    },
  };
}

/** What there has to be, by brute force: canonical ids, and edges as text. */
export function expected(estate: StubEstate) {
  const provider = makeStubInventory({
    secret: {},
    account: '',
    region: '',
    pace: { take: async () => undefined, throttled: async () => undefined },
  });
  const all = estate.all();
  const ids = new Set(all.map(({ cloudId }) => cloudId));
  const drafts = all.flatMap((resource) => provider.edges(resource));
  return {
    cloudIds: [...ids].sort(),
    edges: drafts.map(({ kind, from, to }) => `${from} ${kind} ${to}`).sort(),
    /** Those whose ends are both there. */
    closed: drafts.filter(({ from, to }) => ids.has(from) && ids.has(to)).length,
  };
}
