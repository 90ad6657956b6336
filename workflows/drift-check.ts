/**
 * Looks whether what a project manages is still as its state says, and keeps what differs.
 *
 * Changes nothing and takes no lock and no turn in the project's queue: runs go on beside it. A run that applies
 * meanwhile makes the look worthless, and the check says so instead of telling an old story.
 */
import { CancellationScope } from '@temporalio/workflow';
import { codified, codifiedStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import type { DriftCheckInput, DriftCheckOutcome } from './messages.ts';

export async function driftCheck(input: DriftCheckInput): Promise<DriftCheckOutcome> {
  const checkId = await codifiedStore.beginDriftCheck(input);
  const check = { ...input, checkId };
  try {
    await codified.lookForDrift(check);
    return { checkId, state: 'complete' };
  } catch (error) {
    const reason = reasonOf(error);
    await CancellationScope.nonCancellable(() => codifiedStore.failDriftCheck({ ...check, reason }));
    return { checkId, state: 'failed' };
  }
}
