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
  return decideAs(db, actor, runId, given, { tell: (run, approval) => tellDecision(temporal, run, approval) });
}
