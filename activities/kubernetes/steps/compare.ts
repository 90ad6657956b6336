import { AuroraError } from '../../../platform/errors.ts';
import { same } from '../../terraform/values.ts';
import type { ClusterClient } from '../client.ts';
import type { Step } from '../plan.ts';
import { settled } from '../settled.ts';

export type Comparison = { holds: true; uid: string } | { holds: false; why: string };

/**
 * Whether an object is as a sealed step wants it: gone, or such that applying the sealed bytes once more, by a dry run,
 * would change nothing. Server-side apply is idempotent, so this is exact: it cannot tell "not yet" from "done".
 */
export async function asApproved(client: ClusterClient, step: Step): Promise<Comparison> {
  const live = await client.find(step);
  const uid = live?.metadata?.uid;
  if (step.body === null) {
    const leaving = (live?.metadata as { deletionTimestamp?: string } | undefined)?.deletionTimestamp !== undefined;
    const gone = uid !== step.uid || leaving;
    return gone ? { holds: true, uid: step.uid ?? '' } : { holds: false, why: 'it is still there' };
  }
  if (!live || !uid) return { holds: false, why: 'it is not there' };
  try {
    const after = await client.apply(step, step.body);
    return same(settled(live), settled(after))
      ? { holds: true, uid }
      : { holds: false, why: 'applying it would still change it' };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable) throw error;
    return { holds: false, why: error.userMessage };
  }
}
