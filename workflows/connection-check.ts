/**
 * Looks at one connection, step by step: reachable, authenticated, who am I, what may I do, regions.
 *
 * History holds ids and the names of steps. What was found, and what to do about it, is in the rows, which only the
 * activities write; so a worker that dies in a step repeats one question and not all.
 */
import {
  CancellationScope,
  continueAsNew,
  executeChild,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { connectionCheckEnd, connectionCheckStore, connectionChecks } from './activities.ts';
import { reasonOf } from './failures.ts';
import {
  type CheckVerdict,
  type ConnectionCheckInput,
  type ConnectionCheckOutcome,
  connectionNudge,
  type OfConnection,
  startOf,
} from './messages.ts';
import { unlessStarted } from './unless-started.ts';

/** @returns null where there is nothing to look at any more */
export async function connectionCheck(input: ConnectionCheckInput): Promise<ConnectionCheckOutcome | null> {
  const { orgId, connectionId, trigger } = input;
  const connection = { orgId, connectionId };
  let nudged = false;

  setHandler(connectionNudge, () => {
    nudged = true;
  });

  const own = { id: workflowInfo().runId, trigger };
  const claimed = await connectionCheckStore.claimCheck({ ...connection, own });
  // Whoever asked before anything is looked at gets what this check finds.
  nudged = false;
  if (!claimed) return null;
  const check = { ...connection, checkId: claimed.checkId };

  const look = async (): Promise<CheckVerdict> => {
    for (const name of claimed.steps) await connectionChecks.lookAtConnection({ ...check, name });
    return { kind: 'through' };
  };

  const verdictOf = (error: unknown): CheckVerdict =>
    isCancellation(error) ? { kind: 'cancelled' } : { kind: 'undecided', reason: reasonOf(error) };

  const verdict = await look().catch(verdictOf);
  const outcome = await CancellationScope.nonCancellable(() => connectionCheckEnd.endCheck({ ...check, verdict }));
  // Somebody asked after this one had begun to look: their row waits, and is answered by another look.
  if (nudged && verdict.kind !== 'cancelled') {
    return continueAsNew<typeof connectionCheck>({ ...connection, trigger: 'person' });
  }
  return outcome;
}

/** What the schedule starts: the check under its one id, or nothing where it runs already. */
export async function connectionCheckTick({ orgId, connectionId }: OfConnection): Promise<void> {
  const { taskQueue, workflowId, args } = startOf.connectionCheck({ orgId, connectionId, trigger: 'schedule' });
  await unlessStarted(executeChild<typeof connectionCheck>('connectionCheck', { taskQueue, workflowId, args }));
}
