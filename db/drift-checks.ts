/** Looks for drift, and what they found. Written by the check's workflow alone, but for the row that asks for it. */
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { AttributeChange } from './model/estate.ts';
import { tellNotice } from './notices.ts';
import { driftChecks, projectStates, projects, resources, stateResources } from './schema/index.ts';

export type DriftCheck = typeof driftChecks.$inferSelect;

export type AskedCheck = { id?: string; orgId: string; projectId: string; requestedBy: string | null };

/** Keeps the wish for a look; one that is under way answers it, and the same id again answers the row that is there. */
export async function askForDriftCheck(tx: Tx, asked: AskedCheck): Promise<DriftCheck> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${asked.projectId}, 3))`);
  const inProject = eq(driftChecks.projectId, asked.projectId);
  const known = asked.id ? eq(driftChecks.id, asked.id) : eq(driftChecks.state, 'running');
  const [found] = await tx
    .select()
    .from(driftChecks)
    .where(and(inProject, known))
    .orderBy(desc(driftChecks.startedAt))
    .limit(1);
  if (found) return found;
  const [made] = await tx.insert(driftChecks).values(asked).onConflictDoNothing().returning();
  if (!made) throw notFound('drift check');
  await announce(tx, made);
  return made;
}

export async function latestDriftCheck(tx: Tx, projectId: string): Promise<DriftCheck | null> {
  const [row] = await tx
    .select()
    .from(driftChecks)
    .where(eq(driftChecks.projectId, projectId))
    .orderBy(desc(driftChecks.startedAt))
    .limit(1);
  return row ?? null;
}

/**
 * Keeps what was found for every address of the project, and ends the check.
 *
 * @param found by address; an address that is not in it is as the state says
 */
export async function recordDrift(
  tx: Tx,
  { id, projectId }: Pick<DriftCheck, 'id' | 'projectId'>,
  found: ReadonlyMap<string, AttributeChange[]>,
): Promise<void> {
  const now = new Date();
  const inProject = eq(stateResources.projectId, projectId);
  const known = await tx
    .select({ address: stateResources.address })
    .from(stateResources)
    .where(and(inProject, isNotNull(stateResources.drift)));
  const rows = await tx
    .update(stateResources)
    .set({ drift: null, driftCheckedAt: now })
    .where(inProject)
    .returning({ address: stateResources.address });
  const differing = rows.filter(({ address }) => found.has(address));
  for (const { address } of differing) {
    await tx
      .update(stateResources)
      .set({ drift: found.get(address) })
      .where(and(inProject, eq(stateResources.address, address)));
  }
  await endDriftCheck(tx, id, { state: 'complete', checked: rows.length, drifted: differing.length });
  const before = new Set(known.map(({ address }) => address));
  const addresses = differing.map(({ address }) => address).sort();
  // What was told and has not changed is no news, however often it is looked at.
  if (addresses.some((address) => !before.has(address))) {
    await tellDrift(tx, { id, projectId }, addresses, rows.length);
  }
}

const namedInText = 3;

async function tellDrift(
  tx: Tx,
  { id, projectId }: Pick<DriftCheck, 'id' | 'projectId'>,
  addresses: string[],
  checked: number,
): Promise<void> {
  const [project] = await tx.select().from(projects).where(eq(projects.id, projectId));
  if (!project) return;
  const more = addresses.length > namedInText ? ` and ${addresses.length - namedInText} more` : '';
  const named = `${addresses.slice(0, namedInText).join(', ')}${more}`;
  const are = addresses.length === 1 ? 'is' : 'are';
  await tellNotice(tx, project.orgId, {
    key: `drift_found:${id}`,
    kind: 'drift_found',
    level: 'warning',
    text: `${project.name} has drifted: ${addresses.length} of ${checked} resources ${are} no longer as its state says (${named}). A new run would set them back; or take what changed into the code.`,
    href: `/projects/${projectId}?tab=state`,
    subject: { projectId },
  });
}

type End = Partial<Pick<DriftCheck, 'reason' | 'checked' | 'drifted'>> & Pick<DriftCheck, 'state'>;

/** Once: a check that has ended stays as it is. */
export async function endDriftCheck(tx: Tx, checkId: string, end: End): Promise<void> {
  const [row] = await tx
    .update(driftChecks)
    .set({ ...end, finishedAt: new Date() })
    .where(and(eq(driftChecks.id, checkId), eq(driftChecks.state, 'running')))
    .returning();
  if (row) await announce(tx, row);
}

async function announce(tx: Tx, row: DriftCheck): Promise<void> {
  const { id: checkId, orgId, projectId, state, reason, checked, drifted } = row;
  const event = { type: 'drift.checked', payload: { checkId, projectId, state, reason, checked, drifted } } as const;
  await appendEvent(tx, orgId, `org:${orgId}`, event, `drift.checked:${checkId}:${state}`);
}

/** What differs in a project, with what the inventory knows it as. */
export async function projectDrift(tx: Tx, projectId: string) {
  const [read] = await tx.select().from(projectStates).where(eq(projectStates.projectId, projectId));
  const [count] = await tx
    .select({ addresses: sql<number>`count(*)::int` })
    .from(stateResources)
    .where(eq(stateResources.projectId, projectId));
  const drifted = await tx
    .select({
      address: stateResources.address,
      type: stateResources.type,
      cloudId: stateResources.cloudId,
      // One thing may be seen through several connections.
      resourceId: sql<
        string | null
      >`(select ${resources.id} from ${resources} where ${resources.orgId} = ${stateResources.orgId}
        and ${resources.cloudId} = ${stateResources.cloudId} and ${resources.deletedAt} is null limit 1)`,
      drift: stateResources.drift,
    })
    .from(stateResources)
    .where(and(eq(stateResources.projectId, projectId), isNotNull(stateResources.drift)))
    .orderBy(asc(stateResources.address));
  return {
    serial: read?.serial ?? null,
    readAt: read?.refreshedAt ?? null,
    addresses: count?.addresses ?? 0,
    lastCheck: await latestDriftCheck(tx, projectId),
    drifted: drifted.map((row) => ({ ...row, drift: row.drift ?? [] })),
  };
}
