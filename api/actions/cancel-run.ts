/** Keeps the wish to cancel a run, then tells its workflow. */
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { isFinal } from '../../db/model/states.ts';
import { findRun, insertStopRequest } from '../../db/runs.ts';
import { conflict } from '../../platform/errors.ts';
import { tellCancel } from '../../platform/nudges.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

/** @throws AuroraError `conflict` for a run that has ended */
export async function cancel(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  runId: string,
  { id, reason }: { id: string; reason?: string },
): Promise<{ id: string }> {
  const { orgId, userId } = actor;
  const { run, created } = await inOrg(db, scopeOf(actor), async (tx) => {
    const run = await findRun(tx, runId);
    const kept = await insertStopRequest(tx, {
      id,
      orgId,
      runId,
      kind: 'cancel',
      reason: reason ?? null,
      requestedBy: userId,
    });
    if (kept.request.runId !== runId) throw conflict('This id was used for another request already. Make a new one.');
    // Thrown in the transaction, so that a request nobody can follow is not kept.
    if (kept.created && isFinal(run.state)) throw conflict(`This run has ended already: it is ${run.state}.`);
    if (kept.created) {
      const subject = { kind: 'run', id: runId };
      await appendAudit(tx, orgId, auditBy(actor, { action: 'run.cancel', subject, detail: { reason } }));
    }
    return { run, created: kept.created };
  });
  if (created || !isFinal(run.state)) {
    await tellCancel(temporal, { orgId, projectId: run.projectId, runId, kind: run.kind, engine: run.engine }, id);
  }
  return { id };
}
