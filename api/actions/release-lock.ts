/** Takes away the state lock of an apply that died. The person says which lock they mean: another one stays. */
import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { appendEvent } from '../../db/events.ts';
import { isFinal } from '../../db/model/states.ts';
import { findRun, type Run } from '../../db/runs.ts';
import { runs } from '../../db/schema/index.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { stateKey } from '../state-file.ts';
import { scopeOf } from './scope.ts';

/** Terraform's lock object holds more; only the id decides. */
const Lock = z.object({ ID: z.string() });

/**
 * @param lockId from the run's `reconcile.lock`
 * @throws AuroraError `conflict` while anything of the project applies, or when another lock is there by now
 */
export async function releaseLock(
  { db, storage }: Pick<Parts, 'db' | 'storage'>,
  actor: Actor,
  runId: string,
  lockId: string,
): Promise<void> {
  const run = await inOrg(db, scopeOf(actor), async (tx) => {
    const found = await findRun(tx, runId);
    const [busy] = await tx
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.projectId, found.projectId), eq(runs.state, 'applying'), ne(runs.id, runId)));
    if (busy || !isFinal(found.state)) {
      throw conflict(
        'Something of this project is being applied right now, and the lock may be its own. Wait for its end.',
      );
    }
    return found;
  });
  const key = `${stateKey(run.projectId)}.tflock`;
  const held = await storage.stateBucket.getText(key).catch(noneIfMissing);
  if (held === null) return noteReleased(db, actor, run, lockId);
  const lock = Lock.safeParse(JSON.parse(held));
  if (!lock.success || lock.data.ID !== lockId) {
    throw conflict('The state is locked by somebody else by now, so the lock stays. Look at the project again.');
  }
  await storage.stateBucket.remove(key);
  await noteReleased(db, actor, run, lockId);
}

async function noteReleased(db: Parts['db'], actor: Actor, run: Run, lockId: string): Promise<void> {
  await inOrg(db, scopeOf(actor), async (tx) => {
    const { reconcile } = run;
    if (reconcile)
      await tx
        .update(runs)
        .set({ reconcile: { ...reconcile, lock: null } })
        .where(eq(runs.id, run.id));
    const payload = { lockId, userId: actor.userId };
    await appendEvent(tx, run.orgId, `run:${run.id}`, { type: 'lock.released', payload }, `lock.released:${lockId}`);
    const subject = { kind: 'run', id: run.id };
    await appendAudit(tx, run.orgId, auditBy(actor, { action: 'run.release_lock', subject, detail: { lockId } }));
  });
}

const noneIfMissing = (error: unknown): null => {
  if (error instanceof AuroraError && error.code === 'not_found') return null;
  throw error;
};
