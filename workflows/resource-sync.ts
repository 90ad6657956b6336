/**
 * Looks at one connected account: asks what there is to list, lists every region, and says how it went.
 *
 * History holds ids only. Where each listing is and what it counted is in Postgres, moved by the activity that keeps
 * a page; what a provider refuses ends the sync, and what it merely failed to show is never taken as deleted.
 */
import {
  CancellationScope,
  continueAsNew,
  executeChild,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { inventory, inventoryEnd, inventoryStore } from './activities.ts';
import { codeOf, reasonOf } from './failures.ts';
import { inParallel } from './in-parallel.ts';
import {
  type OfConnection,
  type ResourceSyncInput,
  type ResourceSyncOutcome,
  type SyncTrigger,
  type SyncVerdict,
  startOf,
  syncAgain,
  workflowIds,
} from './messages.ts';
import type { resourceSyncRegion } from './resource-sync-region.ts';
import { unlessStarted } from './unless-started.ts';

const regionsAtOnce = 3;

type Region = { account: string; region: string };

export async function resourceSync(sync: ResourceSyncInput): Promise<ResourceSyncOutcome> {
  const { orgId, connectionId } = sync;
  const body = new CancellationScope();
  let syncRunId = sync.syncRunId ?? workflowInfo().runId;
  let again: SyncTrigger | null = sync.again ?? null;
  let rejected: string | null = null;

  setHandler(syncAgain, (wanted) => {
    if (wanted.syncRunId !== syncRunId) again = wanted.trigger;
  });

  const full = () => workflowInfo().continueAsNewSuggested;

  async function listRegion(region: Region): Promise<void> {
    const verdict = await executeChild<typeof resourceSyncRegion>('resourceSyncRegion', {
      workflowId: workflowIds.resourceSyncRegion(syncRunId, region.account, region.region),
      args: [{ orgId, connectionId, syncRunId, ...region }],
    });
    if (verdict.kind !== 'rejected') return;
    rejected = verdict.reason;
    body.cancel();
  }

  async function open(): Promise<Region[]> {
    if (sync.opened) return inventoryStore.regionsToSync({ orgId, connectionId, syncRunId });
    syncRunId = await inventoryStore.beginSync({ orgId, connectionId, syncRunId, trigger: sync.trigger });
    // Whoever asked before anything is looked at gets what this sync finds.
    again = null;
    return inventory.openSync({ orgId, connectionId, syncRunId });
  }

  async function look(): Promise<SyncVerdict> {
    const regions = await open();
    await inParallel(regions, regionsAtOnce, listRegion, () => rejected !== null || full());
    return listedOrRejected();
  }

  /** Where the last region to end was the one that was rejected, nothing is left that a cancellation could stop. */
  function listedOrRejected(): SyncVerdict {
    return rejected === null ? { kind: 'listed' } : { kind: 'rejected', reason: rejected };
  }

  const hasMore = async () => (await inventoryStore.regionsToSync({ orgId, connectionId, syncRunId })).length > 0;

  function verdictOf(error: unknown): SyncVerdict {
    if (rejected !== null) return { kind: 'rejected', reason: rejected };
    if (isCancellation(error)) return { kind: 'cancelled' };
    return { kind: codeOf(error) === 'credentials_rejected' ? 'rejected' : 'failed', reason: reasonOf(error) };
  }

  const verdict = await body.run(look).catch(verdictOf);
  if (verdict.kind === 'listed' && full() && (await hasMore())) {
    return continueAsNew<typeof resourceSync>({ ...sync, syncRunId, opened: true, again });
  }
  const outcome = await CancellationScope.nonCancellable(() =>
    inventoryEnd.finishSync({ orgId, connectionId, syncRunId, verdict }),
  );
  if (!again || verdict.kind !== 'listed') return outcome;
  return continueAsNew<typeof resourceSync>({ orgId, connectionId, syncRunId: null, trigger: again });
}

/** What the schedule starts: the sync under its one id, or nothing where it runs already. */
export async function resourceSyncTick({ orgId, connectionId }: OfConnection): Promise<void> {
  const { taskQueue, workflowId, args } = startOf.resourceSync({
    orgId,
    connectionId,
    syncRunId: null,
    trigger: 'schedule',
  });
  await unlessStarted(executeChild<typeof resourceSync>('resourceSync', { taskQueue, workflowId, args }));
}
