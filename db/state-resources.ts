/** What projects' states hold: one row an address, replaced as a whole for each serial, with the history of what did it. */
import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { type AttributedRow, attribute, type FinishedRun, type StateRow } from './attribution.ts';
import type { Tx } from './client.ts';
import type { CloudProvider } from './model/estate.ts';
import {
  edges,
  events,
  projectConnections,
  projectStates,
  resources,
  runs,
  stateChanges,
  stateResources,
} from './schema/index.ts';

/** The thing at `from` has to be destroyed before the one at `to` can be. */
export type StateEdge = { from: string; to: string; dependent: string; needs: string };

export type StateReading = {
  orgId: string;
  projectId: string;
  provider: CloudProvider;
  /** Null where the project has no state. */
  lineage: string | null;
  serial: number | null;
  rows: StateRow[];
  edges: StateEdge[];
  /** From `finishedRuns`, asked before the state was read: what ends later must not count as seen. */
  runs: FinishedRun[];
};

const chunk = 1_000;
const dependencyRule = 'terraform.dependencies';

/**
 * Puts a reading of a state in place of the one before, with what the runs since then did. A reading that is older
 * than the stored one changes nothing, so readers may overtake each other.
 *
 * @returns whether it was taken
 */
export async function replaceState(tx: Tx, reading: StateReading): Promise<boolean> {
  const { orgId, projectId, lineage, serial } = reading;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${projectId}, 2))`);
  const [stored] = await tx.select().from(projectStates).where(eq(projectStates.projectId, projectId));
  if (stored && stored.lineage === lineage && (stored.serial ?? -1) > (serial ?? -1)) return false;

  const runsUntil = stored?.runsUntil ?? null;
  const finished = reading.runs.filter(({ finishedAt }) => runsUntil === null || finishedAt > runsUntil);
  const before = await tx.select().from(stateResources).where(eq(stateResources.projectId, projectId));
  const { rows, history } = attribute(before, reading.rows, finished);
  const fresh = finished.some(({ state }) => state === 'applied');
  const drift = new Map(fresh ? [] : before.map((row) => [row.address, row]));

  await tx.delete(stateResources).where(eq(stateResources.projectId, projectId));
  for (const part of chunks(rows)) {
    await tx.insert(stateResources).values(part.map((row) => rowOf(reading, row, drift.get(row.address))));
  }
  for (const part of chunks(history)) {
    await tx
      .insert(stateChanges)
      .values(part.map(({ at, ...entry }) => ({ orgId, projectId, serial, ...entry, ...(at && { at }) })));
  }
  await replaceEdges(tx, reading);
  const facts = { lineage, serial, runsUntil: finished.at(-1)?.finishedAt ?? runsUntil, refreshedAt: new Date() };
  await tx
    .insert(projectStates)
    .values({ orgId, projectId, ...facts })
    .onConflictDoUpdate({ target: projectStates.projectId, set: facts });
  return true;
}

type Before = typeof stateResources.$inferSelect;

/** A run that was applied has looked at everything and set it right, so older drift is over. */
const rowOf = (
  { orgId, projectId, provider, serial }: StateReading,
  row: AttributedRow,
  before: Before | undefined,
) => ({
  orgId,
  projectId,
  provider,
  ...row,
  serial: serial ?? 0,
  drift: before?.cloudId === row.cloudId ? before.drift : null,
  driftCheckedAt: before?.cloudId === row.cloudId ? before.driftCheckedAt : null,
});

async function replaceEdges(tx: Tx, { orgId, projectId, edges: drafts }: StateReading): Promise<void> {
  await tx.delete(edges).where(eq(edges.projectId, projectId));
  const ids = await idsOf(tx, projectId, [...new Set(drafts.flatMap(({ from, to }) => [from, to]))]);
  for (const part of chunks(drafts)) {
    await tx.insert(edges).values(
      part.map(({ from, to, dependent, needs }) => ({
        orgId,
        projectId,
        kind: 'deletes_before' as const,
        fromCloudId: from,
        toCloudId: to,
        fromId: ids.get(from) ?? null,
        toId: ids.get(to) ?? null,
        confidence: 1,
        rule: dependencyRule,
        evidence: { dependent, needs },
      })),
    );
  }
}

/** What the project's own accounts are known to hold; the sync fills in what it finds later. */
async function idsOf(tx: Tx, projectId: string, cloudIds: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of chunks(cloudIds)) {
    const rows = await tx
      .select({ id: resources.id, cloudId: resources.cloudId })
      .from(resources)
      .innerJoin(projectConnections, eq(projectConnections.connectionId, resources.connectionId))
      .where(
        and(eq(projectConnections.projectId, projectId), inArray(resources.cloudId, part), isNull(resources.deletedAt)),
      );
    for (const { id, cloudId } of rows) found.set(cloudId, id);
  }
  return found;
}

/** Runs that changed the project and are not attributed yet, oldest first. */
export async function finishedRuns(tx: Tx, projectId: string): Promise<FinishedRun[]> {
  const [stored] = await tx
    .select({ runsUntil: projectStates.runsUntil })
    .from(projectStates)
    .where(eq(projectStates.projectId, projectId));
  const rows = await tx
    .select({
      id: runs.id,
      state: runs.state,
      finishedAt: runs.finishedAt,
      changes: sql<FinishedRun['changes'] | null>`(
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('address', c->'address', 'previousAddress', c->'previousAddress',
          'action', c->'action', 'importId', c->'importId')))
        from jsonb_array_elements(${runs.summary}->'changes') c)`,
    })
    .from(runs)
    .where(
      and(
        eq(runs.projectId, projectId),
        // Objects of a cluster are in no state of Terraform's: see `kubernetes_objects`.
        eq(runs.engine, 'terraform'),
        inArray(runs.state, ['applied', 'partial']),
        stored?.runsUntil ? gt(runs.finishedAt, stored.runsUntil) : undefined,
      ),
    )
    .orderBy(asc(runs.finishedAt), asc(runs.id));
  const partial = rows.filter(({ state }) => state === 'partial').map(({ id }) => id);
  const completed = await completedAddresses(tx, partial);
  return rows.flatMap(({ id, state, finishedAt, changes }) =>
    finishedAt && (state === 'applied' || state === 'partial')
      ? [{ id, state, finishedAt, changes: changes ?? [], completed: completed.get(id) ?? new Set() }]
      : [],
  );
}

async function completedAddresses(tx: Tx, runIds: string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  if (runIds.length === 0) return found;
  const rows = await tx
    .select({ stream: events.stream, address: sql<string>`${events.payload}->>'address'` })
    .from(events)
    .where(
      and(
        inArray(
          events.stream,
          runIds.map((id) => `run:${id}`),
        ),
        eq(events.type, 'apply.log'),
        sql`${events.payload}->>'kind' = 'apply_complete'`,
      ),
    );
  for (const { stream, address } of rows) {
    const id = stream.slice('run:'.length);
    found.set(id, (found.get(id) ?? new Set()).add(address));
  }
  return found;
}

function* chunks<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += chunk) yield items.slice(at, at + chunk);
}
