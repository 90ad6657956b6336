/** A project's Terraform state, reduced to what the estate knows of it: no attribute of it is kept. */
import type { StateReading } from '../../db/state-resources.ts';
import type { StateFacts, StateResource } from '../terraform/state.ts';
import { type Account, identify, type StateIdentity } from './cloud-ids.ts';

type Identities = Map<StateResource, StateIdentity>;

/** @param home null for a project without an account: nothing in its state can be named */
export function readingOf(facts: StateFacts | null, home: Account | null): Pick<StateReading, 'rows' | 'edges'> {
  const held = facts?.resources ?? [];
  const identities: Identities = home ? identify(held, home) : new Map();
  const rows = held.map((resource) => ({
    address: resource.address,
    type: resource.type,
    cloudId: identities.get(resource)?.cloudId ?? null,
    companion: identities.get(resource)?.companion ?? false,
  }));
  return { rows, edges: edgesOf(held, identities) };
}

/** One edge a pair of things: a bucket and its own versioning are the same thing, and an order of their own is no news. */
function edgesOf(held: readonly StateResource[], identities: Identities): StateReading['edges'] {
  const byAddress = new Map<string, StateResource[]>();
  for (const one of held) {
    const written = withoutIndexes(one.address);
    byAddress.set(written, [...(byAddress.get(written) ?? []), one]);
  }
  const found = new Map<string, StateReading['edges'][number]>();
  for (const dependent of held) {
    const from = identities.get(dependent)?.cloudId;
    if (!from) continue;
    for (const needed of dependent.dependencies.flatMap((address) => byAddress.get(withoutIndexes(address)) ?? [])) {
      const to = identities.get(needed)?.cloudId;
      if (to && to !== from && !found.has(`${from} ${to}`)) {
        found.set(`${from} ${to}`, { from, to, dependent: dependent.address, needs: needed.address });
      }
    }
  }
  return [...found.values()];
}

/** `module.a["x"].aws_sqs_queue.q[0]` as dependencies name it; keys may hold dots and brackets. */
const withoutIndexes = (address: string): string => address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
