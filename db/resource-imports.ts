/** Wishes to bring unmanaged things into projects. Written by the import's workflow alone, but for the wish itself. */
import { and, desc, eq, notInArray, or, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { holdsElsewhere, importedElsewhere } from './held-elsewhere.ts';
import { isFinal, runStates } from './model/states.ts';
import { projectConnections, projects, resourceImports, resources, runs, stateResources } from './schema/index.ts';

export type ResourceImport = typeof resourceImports.$inferSelect;
export type Resource = typeof resources.$inferSelect;

export type AskedImport = { id?: string; orgId: string; resourceId: string; projectId: string; requestedBy: string };

const finalStates = runStates.filter(isFinal);

/**
 * Keeps the wish. The same id again answers the row that is there.
 *
 * @throws AuroraError `not_found`; `conflict` in words when the thing is under code already, on its way there, gone, or
 *   in an account that the project is not connected to
 */
export async function askForImport(tx: Tx, asked: AskedImport): Promise<ResourceImport> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${asked.resourceId}, 4))`);
  if (asked.id) {
    const [known] = await tx.select().from(resourceImports).where(eq(resourceImports.id, asked.id));
    if (known) return known;
  }
  const resource = await findResource(tx, asked.resourceId);
  await refuse(tx, resource, asked.projectId);
  const [made] = await tx.insert(resourceImports).values(asked).onConflictDoNothing().returning();
  if (!made) throw notFound('import');
  await tellImport(tx, made, 'Waiting for a worker');
  return made;
}

async function refuse(tx: Tx, { id, cloudId, connectionId, deletedAt }: Resource, projectId: string): Promise<void> {
  if (deletedAt) throw conflict('This resource is gone, so there is nothing to import.');
  const [held] = await tx
    .select({ project: projects.name, address: stateResources.address })
    .from(stateResources)
    .innerJoin(projects, eq(projects.id, stateResources.projectId))
    .where(and(eq(stateResources.cloudId, cloudId), eq(stateResources.companion, false)))
    .limit(1);
  if (held) throw conflict(`This resource is under code already: project "${held.project}", as ${held.address}.`);
  if ((await holdsElsewhere(tx, cloudId))?.itself) throw conflict(heldUnseen);
  const [open] = await tx
    .select({ runId: resourceImports.runId })
    .from(resourceImports)
    .leftJoin(runs, eq(runs.id, resourceImports.runId))
    .where(
      and(
        eq(resourceImports.resourceId, id),
        or(
          eq(resourceImports.state, 'drafting'),
          and(eq(resourceImports.state, 'proposed'), notInArray(runs.state, finalStates)),
        ),
      ),
    )
    .limit(1);
  if (open)
    throw conflict('An import of this resource is under way already. Decide on it first.', { runId: open.runId });
  if (await importedElsewhere(tx, id)) throw conflict(importedUnseen);
  const [connected] = await tx
    .select({ projectId: projectConnections.projectId })
    .from(projectConnections)
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.connectionId, connectionId)));
  if (!connected)
    throw conflict('This project is not connected to the account of this resource. Choose a project that is.');
}

const heldUnseen =
  'This resource is under code already, in a project that you do not see. An admin of the organisation can tell you which.';
const importedUnseen =
  'An import of this resource into a project that you do not see is under way. An admin of the organisation can tell you more.';

export async function findResource(tx: Tx, resourceId: string): Promise<Resource> {
  const [row] = await tx.select().from(resources).where(eq(resources.id, resourceId));
  if (!row) throw notFound('resource');
  return row;
}

export async function findImport(tx: Tx, importId: string): Promise<ResourceImport> {
  const [row] = await tx.select().from(resourceImports).where(eq(resourceImports.id, importId));
  if (!row) throw notFound('import');
  return row;
}

/** Newest first, the last few. */
export async function importsOf(tx: Tx, resourceId: string): Promise<ResourceImport[]> {
  await findResource(tx, resourceId);
  return tx
    .select()
    .from(resourceImports)
    .where(eq(resourceImports.resourceId, resourceId))
    .orderBy(desc(resourceImports.startedAt))
    .limit(20);
}

type End = { state: 'proposed' | 'failed' } & Partial<
  Pick<ResourceImport, 'reason' | 'address' | 'revisionId' | 'runId'>
>;

/** Once: an import that has ended stays as it is. */
export async function endImport(tx: Tx, importId: string, end: End, text: string): Promise<void> {
  const [row] = await tx
    .update(resourceImports)
    .set({ ...end, finishedAt: new Date() })
    .where(and(eq(resourceImports.id, importId), eq(resourceImports.state, 'drafting')))
    .returning();
  if (row) await tellImport(tx, row, text);
}

/** Says on the organisation's stream what the import is at; the same words are said once. */
export async function tellImport(tx: Tx, row: ResourceImport, text: string): Promise<void> {
  const { id: importId, orgId, resourceId, projectId, state, runId } = row;
  const event = { type: 'import.progress', payload: { importId, resourceId, projectId, state, text, runId } } as const;
  await appendEvent(tx, orgId, `org:${orgId}`, event, `import.progress:${importId}:${text}`);
}
