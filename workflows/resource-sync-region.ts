/** Lists every scope of one region of one account, a few at a time, each from where it is. */
import { CancellationScope, continueAsNew, isCancellation, workflowInfo } from '@temporalio/workflow';
import { inventory, inventoryStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import { inParallel } from './in-parallel.ts';
import type { RegionVerdict, ResourceSyncRegionInput } from './messages.ts';

const scopesAtOnce = 3;

export async function resourceSyncRegion(region: ResourceSyncRegionInput): Promise<RegionVerdict> {
  const { orgId, connectionId, syncRunId } = region;
  const body = new CancellationScope();
  let rejected: string | null = null;
  const full = () => workflowInfo().continueAsNewSuggested;
  const enough = () => rejected !== null || full();
  const verdict = (): RegionVerdict => (rejected === null ? { kind: 'ended' } : { kind: 'rejected', reason: rejected });

  async function list(scopeId: string): Promise<void> {
    try {
      const end = await inventory.syncScope({ orgId, connectionId, syncRunId, scopeId });
      if (end.kind !== 'rejected') return;
      rejected = end.reason;
      body.cancel();
    } catch (error) {
      if (isCancellation(error)) throw error;
      await inventoryStore.failScope({ orgId, scopeId, reason: reasonOf(error) });
    }
  }

  const scopeIds = await inventoryStore.scopesToSync(region);
  try {
    await body.run(() => inParallel(scopeIds, scopesAtOnce, list, enough));
  } catch (error) {
    if (verdict().kind === 'ended') throw error;
  }
  if (verdict().kind === 'rejected' || !full()) return verdict();
  return continueAsNew<typeof resourceSyncRegion>(region);
}
