/** The Terraform of an apply whose worker died: on this machine it is found by its note, elsewhere by its lock alone. */
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { settleLeftover } from '../leftover.ts';
import type { StateLock } from '../state.ts';

/** Below the time limit of `reconcileRun`, and longer than all but a few resources take to make. */
const patienceMs = 20 * 60_000;

export type Orphan = 'unknown' | 'none' | 'finished' | 'interrupted' | 'killed';

/**
 * Lets it come to its end: its folder is removed afterwards, and whoever releases its lock must not meet it.
 * Interrupts it, as a stop by a person would, when it takes too long.
 *
 * @param folder of the run, with one folder a step
 * @returns 'unknown' when it was never noted on this machine
 */
export async function settleOrphan(folder: string, waitMs = patienceMs): Promise<Orphan> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const notes = files.filter((file) => /^[a-z]+-\d+\/pid$/.test(file)).map((file) => join(folder, file));
  if (notes.length === 0) return 'unknown';
  const ends = await Promise.all(notes.map((note) => settleLeftover(note, { waitMs })));
  return ends.find((end) => end !== 'none') ?? 'none';
}

/** Whether nobody can be at work under this lock any more, so that waiting for it is in vain. */
export const isLeftBehind = (lock: StateLock, orphan: Orphan): boolean =>
  orphan !== 'unknown' && lock.owner.endsWith(`@${hostname()}`);
