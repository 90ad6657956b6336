import { AuroraError } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { progressOf } from '../../terraform/steps/progress.ts';
import type { VerifyAnswer } from '../../terraform/steps/verify.ts';
import { canonical } from '../../terraform/values.ts';
import { inCluster } from '../open-cluster.ts';
import type { ObjectPlan } from '../plan.ts';
import { semanticDigest } from '../semantic.ts';
import { summariseObjects } from '../summary.ts';
import { type ManifestRun, readManifestRun } from './facts.ts';
import { makePlan } from './make-plan.ts';
import { openSealed } from './sealed.ts';

const named = 5;

/**
 * Plans again and compares what would be done now with what was approved.
 *
 * @throws AuroraError `plan_tampered` when the stored plan is not the approved one
 */
export async function verifyManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<VerifyAnswer> {
  const facts = await readManifestRun(deps, input);
  const { seal } = facts.run;
  if (!seal)
    throw new AuroraError({
      code: 'conflict',
      retryable: false,
      userMessage: 'This run has no sealed plan. Plan again.',
    });
  await openSealed(deps, facts.run, seal.planSha256);
  progressOf(deps, input)('verify', 'Planning once more, to see that the cluster has not moved');
  try {
    return await inCluster(deps, input, { mode: 'dry_run', signal }, async (cluster) => {
      const plan = await makePlan(deps, input, facts, cluster);
      const holds = semanticDigest(cluster.uid, plan.steps) === seal.semanticDigest;
      return holds ? { holds } : { holds, reason: movedText(whatMoved(facts, plan)) };
    });
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || signal.aborted) throw error;
    return {
      holds: false,
      reason: `What was approved can no longer be applied. ${error.userMessage} Nothing was applied.`,
    };
  }
}

/** The objects about which the approved plan and the one of now differ, by what people saw. */
function whatMoved({ run }: ManifestRun, plan: ObjectPlan): string[] {
  const textOf = (changes: { address: string }[]) => new Map(changes.map((one) => [one.address, canonical(one)]));
  const before = textOf(run.summary?.changes ?? []);
  const after = textOf(summariseObjects(plan, '').changes);
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (address) => before.get(address) !== after.get(address),
  );
}

function movedText(addresses: string[]): string {
  const more = addresses.length > named ? ` and ${addresses.length - named} more` : '';
  const where = addresses.length > 0 ? addresses.slice(0, named).join(', ') + more : 'values that are not shown';
  return `The cluster moved after this was planned (${where}), so what was approved is not what would happen now. Nothing was applied. Plan again and look at the new plan.`;
}
