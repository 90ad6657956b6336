/** Tells whether two plans would do the same to the same objects of the same cluster. */
import { createHash } from 'node:crypto';
import { attributeChanges } from '../terraform/attribute-changes.ts';
import { canonical } from '../terraform/values.ts';
import type { PlannedStep } from './plan.ts';

/**
 * Hex SHA-256 over what would be done, whatever the order.
 *
 * In it: the cluster, and for each object its uid, what is done, and what differs, from and to. Not in it: versions and
 * counters, and fields that a change leaves alone, which may have moved by themselves. What is made or lost counts whole.
 */
export function semanticDigest(cluster: string, steps: readonly PlannedStep[]): string {
  const deeds = steps.map((step) => canonical([step.address, step.action, step.uid, step.body, differs(step)])).sort();
  return createHash('sha256')
    .update(canonical({ version: 1, cluster, deeds }))
    .digest('hex');
}

function differs({ action, before, after }: PlannedStep): unknown {
  if (action === 'create') return { made: after };
  if (action === 'destroy') return { lost: before };
  return attributeChanges({ actions: ['update'], before, after }).map(({ path, before: from, after: to }) => [
    path,
    from ?? null,
    to ?? null,
  ]);
}
