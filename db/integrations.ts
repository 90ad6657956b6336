/** The places where people work, as routes and activities ask for them. Tokens and keys are in Vault. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { IntegrationKind, IntegrationSettings, IntegrationState } from './model/integrations.ts';
import { identityLinks, integrations, linkCodes } from './schema/index.ts';

export type Integration = typeof integrations.$inferSelect;
export type NewIntegration = typeof integrations.$inferInsert;

export type IntegrationFilter = { id?: string; kind?: IntegrationKind };

/** Oldest first. */
export function listIntegrations(tx: Tx, { id, kind }: IntegrationFilter = {}): Promise<Integration[]> {
  return tx
    .select()
    .from(integrations)
    .where(
      and(
        isNull(integrations.archivedAt),
        id ? eq(integrations.id, id) : undefined,
        kind ? eq(integrations.kind, kind) : undefined,
      ),
    )
    .orderBy(asc(integrations.createdAt), asc(integrations.id));
}

/** @throws AuroraError `not_found`, also for one that is archived */
export async function findIntegration(tx: Tx, id: string, kind?: IntegrationKind): Promise<Integration> {
  const [row] = await tx
    .select()
    .from(integrations)
    .where(
      and(eq(integrations.id, id), isNull(integrations.archivedAt), kind ? eq(integrations.kind, kind) : undefined),
    );
  if (!row) throw notFound('integration');
  return row;
}

/** The same id again answers the one that is there. @throws AuroraError `conflict` for a name that is taken */
export async function insertIntegration(tx: Tx, row: NewIntegration & { id: string }): Promise<Integration> {
  const [created] = await tx.insert(integrations).values(row).onConflictDoNothing().returning();
  if (created) return created;
  await requireFreeName(tx, row.id, row.name);
  return findIntegration(tx, row.id);
}

export type IntegrationChange = { name?: string; settings?: IntegrationSettings };

export async function updateIntegration(tx: Tx, id: string, change: IntegrationChange): Promise<Integration> {
  await findIntegration(tx, id);
  if (change.name !== undefined) await requireFreeName(tx, id, change.name);
  if (Object.keys(change).length > 0) await tx.update(integrations).set(change).where(eq(integrations.id, id));
  return findIntegration(tx, id);
}

async function requireFreeName(tx: Tx, id: string, name: string): Promise<void> {
  const [taken] = await tx
    .select({ id: integrations.id })
    .from(integrations)
    .where(and(eq(integrations.name, name), isNull(integrations.archivedAt)));
  if (taken && taken.id !== id) {
    throw conflict(`There is an integration named "${name}" already. Choose another name.`);
  }
}

export type IntegrationVerdict = { state: IntegrationState; reason: string | null; settings?: IntegrationSettings };

/** What a look at the other side found. `settings` are merged into those that are there. */
export async function keepVerdict(tx: Tx, id: string, { state, reason, settings = {} }: IntegrationVerdict) {
  const [row] = await tx
    .update(integrations)
    .set({
      state,
      reason,
      settings: sql`${integrations.settings} || ${JSON.stringify(settings)}::jsonb`,
      ...(state === 'connected' ? { verifiedAt: sql`now()` } : {}),
    })
    .where(and(eq(integrations.id, id), isNull(integrations.archivedAt)))
    .returning();
  if (!row) throw notFound('integration');
  return row;
}

/** Its token was refused in the middle of work: people see why, and can replace it. */
export async function markBroken(tx: Tx, id: string, reason: string): Promise<void> {
  await tx.update(integrations).set({ state: 'broken', reason }).where(eq(integrations.id, id));
}

/** Nobody is somebody there any more. What came from there stays. */
export async function archiveIntegration(tx: Tx, id: string): Promise<Integration> {
  const found = await findIntegration(tx, id);
  await tx.update(integrations).set({ archivedAt: sql`now()` }).where(eq(integrations.id, id));
  await tx.delete(identityLinks).where(eq(identityLinks.integrationId, id));
  await tx.delete(linkCodes).where(eq(linkCodes.integrationId, id));
  return found;
}

/** Whose integration an address names, before anything is known of who asks. */
export async function orgOfIntegration(db: Database, id: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ org: string | null }>({
    name: 'org-of-integration',
    text: 'select integration_org($1) as org',
    values: [id],
  });
  return rows[0]?.org ?? null;
}
