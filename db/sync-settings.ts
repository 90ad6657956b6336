/** What people chose about the sync of a connection, and whether it waits for them. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database, Tx } from './client.ts';
import { tellNotice } from './notices.ts';
import { connections, syncSettings } from './schema/index.ts';

export type SyncSettings = Omit<typeof syncSettings.$inferSelect, 'orgId' | 'connectionId'>;
export type SyncChoice = Partial<Pick<SyncSettings, 'enabled' | 'intervalMinutes' | 'regions'>>;
type OfConnection = { orgId: string; connectionId: string };

const defaults: SyncSettings = {
  enabled: true,
  intervalMinutes: 60,
  regions: null,
  pausedReason: null,
  pausedAt: null,
  updatedAt: new Date(0),
};

export async function readSyncSettings(tx: Tx, connectionId: string): Promise<SyncSettings> {
  const [row] = await tx.select().from(syncSettings).where(eq(syncSettings.connectionId, connectionId));
  return row ?? defaults;
}

/** @param resume ends a pause: people say that the credentials are good again */
export async function chooseSync(tx: Tx, { orgId, connectionId }: OfConnection, choice: SyncChoice, resume: boolean) {
  const set = { ...choice, ...(resume ? { pausedReason: null, pausedAt: null } : {}), updatedAt: sql`now()` };
  await tx
    .insert(syncSettings)
    .values({ orgId, connectionId, ...choice })
    .onConflictDoUpdate({ target: syncSettings.connectionId, set });
  return readSyncSettings(tx, connectionId);
}

/**
 * The provider refused the credentials: nothing is asked with them again until people resume. Told once a pause.
 *
 * @param syncRunId of the sync that was refused
 */
export async function pauseSync(
  tx: Tx,
  { orgId, connectionId, syncRunId }: OfConnection & { syncRunId: string },
  reason: string,
): Promise<void> {
  const pause = { pausedReason: reason, pausedAt: sql`now()` };
  const [paused] = await tx
    .insert(syncSettings)
    .values({ orgId, connectionId, ...pause })
    .onConflictDoUpdate({
      target: syncSettings.connectionId,
      set: pause,
      setWhere: isNull(syncSettings.pausedAt),
    })
    .returning({ connectionId: syncSettings.connectionId });
  if (!paused) return;
  const [connection] = await tx.select().from(connections).where(eq(connections.id, connectionId));
  const text = `The inventory of ${connection?.name} is no longer updated. ${reason} What is known of it is kept. Resume the sync when the credentials are good again.`;
  const place = { href: `/accounts/${connectionId}`, subject: { connectionId } };
  await tellNotice(tx, orgId, { key: `sync-paused:${syncRunId}`, kind: 'sync_failed', level: 'error', text, ...place });
}

/** The credentials did work. */
export async function endPause(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .update(syncSettings)
    .set({ pausedReason: null, pausedAt: null })
    .where(and(eq(syncSettings.connectionId, connectionId), sql`${syncSettings.pausedAt} is not null`));
}

export type WantedSchedule = OfConnection & { enabled: boolean; intervalMinutes: number; pausedReason: string | null };

/** Of every connection of every organisation: ids and choices only (see the migration `syncs`). */
export async function wantedSchedules(db: Database): Promise<WantedSchedule[]> {
  const { rows } = await db.orm.execute<Record<string, never>>(sql`
    select org_id as "orgId", connection_id as "connectionId", enabled, interval_minutes as "intervalMinutes",
      paused_reason as "pausedReason"
    from wanted_sync_schedules()`);
  return rows as unknown as WantedSchedule[];
}
