import type { PlanSummary } from '../../../db/model/plan-summary.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { planRevision } from '../plan.ts';
import { semanticDigest } from '../seal.ts';
import { summarisePlan } from '../summary.ts';
import { progressOf } from './progress.ts';
import { openWorkspace, readRunFacts } from './run-files.ts';
import { getSealed } from './sealed-plan.ts';
import { keepVerified } from './verified-workspaces.ts';

export type VerifyAnswer = { holds: true } | { holds: false; reason: string };

const named = 5;

/**
 * Plans again and compares what would be done now with what was approved. Terraform's own check of staleness
 * misses what was changed outside Terraform: it would overwrite that without a word.
 *
 * @throws AuroraError `plan_tampered` when the stored plan is not the approved one
 */
export async function verifyRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
  phase: (name: string) => void,
): Promise<VerifyAnswer> {
  const facts = await readRunFacts(deps, input);
  const { seal, summary } = facts.run;
  if (!seal || !summary) throw unsealed();
  const { lockFile } = await getSealed(deps, facts.run, seal.planSha256);
  progressOf(deps, input)('verify', 'Planning once more, to see that reality has not moved');
  const workspace = await openWorkspace(deps, facts, { step: 'verify', lockFile, signal });
  const { planJson } = await planRevision({
    workspace,
    kind: input.kind === 'destroy' ? 'destroy' : 'apply',
    lock: false,
    signal,
    onProgress: ({ phase: name }) => phase(`verify ${name}`),
  });
  if (semanticDigest(planJson) === seal.semanticDigest) {
    keepVerified(input.runId, workspace);
    return { holds: true };
  }
  return { holds: false, reason: whatMoved(summary, summarisePlan(planJson)) };
}

/** Names what differs between the approved plan and the one that would be made now. */
function whatMoved(approved: PlanSummary, now: PlanSummary): string {
  const textOf = ({ changes }: PlanSummary) => new Map(changes.map((one) => [one.address, JSON.stringify(one)]));
  const [before, after] = [textOf(approved), textOf(now)];
  const drifted = now.drift.map((one) => one.address);
  const different = [...before.keys(), ...after.keys()].filter((address) => before.get(address) !== after.get(address));
  const all = [...new Set([...drifted, ...different])];
  const names = all.slice(0, named).join(', ') + (all.length > named ? ` and ${all.length - named} more` : '');
  const where = names || 'the state or the outputs';
  return `Reality moved after this was planned (${where}), so what was approved is not what would happen now. Nothing was applied. Plan again and look at the new plan.`;
}

const unsealed = () =>
  new AuroraError({ code: 'conflict', retryable: false, userMessage: 'This run has no sealed plan. Plan again.' });
