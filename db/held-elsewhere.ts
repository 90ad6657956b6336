/**
 * What projects that a person does not see stand in the way of. That a thing is under code is no secret in an
 * organisation, or two projects would manage it; which project that is, and anything else of it, stays hidden.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';

/**
 * Things that hidden projects hold: `cloud_id`, whether one of their rows differs (`drifted`), and whether one stands
 * for the thing itself (`itself`) and not for a companion. Empty at once where nothing is hidden.
 *
 * @param cloudId absent: all of them
 */
export const heldElsewhere = (cloudId?: SQL): SQL => sql`held_elsewhere(${cloudId ?? sql`null`})`;

/** Null: no project that this person does not see holds it. */
export async function holdsElsewhere(tx: Tx, cloudId: string): Promise<{ itself: boolean } | null> {
  const { rows } = await tx.execute<{ itself: boolean }>(sql`select itself from ${heldElsewhere(sql`${cloudId}`)}`);
  return rows[0] ?? null;
}

export async function importedElsewhere(tx: Tx, resourceId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ open: boolean }>(sql`select imported_elsewhere(${resourceId}) as open`);
  return rows[0]?.open ?? false;
}
