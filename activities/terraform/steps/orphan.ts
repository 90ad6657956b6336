/** The Terraform of an apply whose worker died: on this machine it is found by its note, elsewhere by its lock alone. */
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RenewKeys } from '../../clouds/credentials.ts';
import { findLeftover, settleLeftover } from '../leftover.ts';
import { answerOrphan } from '../session-endpoint.ts';
import type { StateLock } from '../state.ts';

/** Below the time limit of `reconcileRun`, and longer than all but a few resources take to make. */
const patienceMs = 20 * 60_000;

export type Orphan = 'unknown' | 'none' | 'finished' | 'interrupted' | 'killed';

/**
 * Lets it come to its end: its folder is removed afterwards, and whoever releases its lock must not meet it.
 * Interrupts it, as a stop by a person would, when it takes too long.
 *
 * @param folder of the run, with one folder a step
 * @param sessions of the role that it works as: it may outlive its last one
 * @returns 'unknown' when it was never noted on this machine
 */
export async function settleOrphan(folder: string, sessions?: RenewKeys, waitMs = patienceMs): Promise<Orphan> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const notes = files.filter((file) => /^[a-z]+-\d+\/pid$/.test(file)).map((file) => join(folder, file));
  if (notes.length === 0) return 'unknown';
  const ends = await Promise.all(notes.map((note) => settle(note, sessions, waitMs)));
  return ends.find((end) => end !== 'none') ?? 'none';
}

async function settle(note: string, sessions: RenewKeys | undefined, waitMs: number) {
  const lives = sessions && (await findLeftover(note));
  const endAnswers = lives ? await answerOrphan(note, sessions) : null;
  try {
    return await settleLeftover(note, { waitMs });
  } finally {
    await endAnswers?.();
  }
}

/** Whether nobody can be at work under this lock any more, so that waiting for it is in vain. */
export const isLeftBehind = (lock: StateLock, orphan: Orphan): boolean =>
  orphan !== 'unknown' && lock.owner.endsWith(`@${hostname()}`);
