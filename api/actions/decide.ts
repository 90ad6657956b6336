import { auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { decide as decideAs, type GivenDecision } from '../../db/decide.ts';
import type { ApprovalRow } from '../../db/run-views.ts';
import { tellDecision } from '../../platform/nudges.ts';
import type { Parts } from '../parts.ts';

/** @throws AuroraError `plan_digest_mismatch`, `conflict`, `forbidden`: the decision is on record as one that did not count */
export function decide(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  runId: string,
  given: GivenDecision,
): Promise<ApprovalRow> {
  const { actor: via, detail, requestId, address } = auditBy(actor, { action: `run.${given.decision}` });
  const tell = (run: string, approval: string) => tellDecision(temporal, run, approval);
  const provedAt = actor.via === 'session' ? actor.steppedUpAt : undefined;
  return decideAs(db, actor, runId, given, { tell, via, provedAt, trace: { detail, requestId, address } });
}
