/**
 * Keeps one billing account's costs as its source has them: looks what is new, takes it in import by import, rolls up,
 * and tells whoever watches costs.
 *
 * History holds ids only. An import is loaded or refused as a whole; one that is refused leaves what people see as it
 * was, and does not keep the others from being loaded. What a killed worker had staged is in Postgres.
 */
import {
  CancellationScope,
  continueAsNew,
  executeChild,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { billing, billingStore } from './activities.ts';
import { codeOf, reasonOf } from './failures.ts';
import {
  type BillingSyncInput,
  type BillingSyncOutcome,
  billingNudge,
  type OfBillingAccount,
  startOf,
} from './messages.ts';
import { unlessStarted } from './unless-started.ts';

/** With these nobody gets on before people have acted; the imports wait for the next sync. */
const endsTheSync = ['credentials_rejected', 'cloud_denied', 'forbidden'];

export async function billingSync(input: BillingSyncInput): Promise<BillingSyncOutcome> {
  const { orgId, billingAccountId, trigger } = input;
  const account = { orgId, billingAccountId };
  let nudged = false;
  let troubles = input.troubles ?? 0;
  let claimed = input.claimed ?? [];

  setHandler(billingNudge, () => {
    nudged = true;
  });

  async function takeIn(importId: string): Promise<void> {
    try {
      const { kind } = await billing.loadImport({ orgId, importId });
      if (kind === 'loaded') await billing.afterLoad({ orgId, importId });
      if (kind === 'refused' || kind === 'failed') troubles += 1;
    } catch (error) {
      if (isCancellation(error) || endsTheSync.includes(codeOf(error) ?? '')) throw error;
      troubles += 1;
      await billingStore.giveUpImport({ orgId, importId, reason: reasonOf(error) });
    }
  }

  /** @returns false when history is full and more waits */
  async function look(): Promise<boolean> {
    if (!input.claimed) {
      nudged = false;
      const own = { id: workflowInfo().runId, trigger };
      claimed = await billingStore.claimBillingSyncs({ ...account, own });
      await billing.discoverBilling(account);
    }
    for (;;) {
      const waiting = await billingStore.importsToLoad(account);
      if (waiting.length === 0) return true;
      for (const importId of waiting) {
        await takeIn(importId);
        if (workflowInfo().continueAsNewSuggested) return false;
      }
    }
  }

  const finish = async (outcome: BillingSyncOutcome, reason: string | null): Promise<BillingSyncOutcome> => {
    await CancellationScope.nonCancellable(() =>
      billingStore.finishBillingSyncs({ orgId, claimed, ...outcome, reason }),
    );
    return outcome;
  };

  let outcome: BillingSyncOutcome;
  try {
    if (!(await look())) return await continueAsNew<typeof billingSync>({ ...input, claimed, troubles });
    await billing.purgeCosts(account);
    const some = troubles === 1 ? 'One import brought' : `${troubles} imports brought`;
    const reason = troubles > 0 ? `${some} nothing new; the list of loads says why.` : null;
    outcome = await finish({ state: troubles > 0 ? 'partial' : 'complete' }, reason);
  } catch (error) {
    if (isCancellation(error)) return finish({ state: 'cancelled' }, null);
    outcome = await finish({ state: 'failed' }, reasonOf(error));
  }
  // Somebody asked after this one had begun to look: their row waits, and is answered by another look.
  if (nudged) return continueAsNew<typeof billingSync>({ orgId, billingAccountId, trigger: 'person' });
  return outcome;
}

/** What the schedule starts: the sync under its one id, or nothing where it runs already. */
export async function billingSyncTick(account: OfBillingAccount): Promise<void> {
  const { taskQueue, workflowId, args } = startOf.billingSync({ ...account, trigger: 'schedule' });
  await unlessStarted(executeChild<typeof billingSync>('billingSync', { taskQueue, workflowId, args }));
}
