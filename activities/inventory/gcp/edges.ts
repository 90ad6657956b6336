/** Edges from known fields, from the tree of parents, and from relationships that Google tells. */
import type { EdgeKind } from '../../../db/model/estate.ts';
import type { EdgeDraft, InventoryResource } from '../provider.ts';
import { type EdgeRule, edgesByRules } from '../type-rules.ts';
import { gcpType } from './types.ts';

const everywhere: EdgeRule[] = [
  { kind: 'contains', attribute: 'parent', incoming: true },
  { kind: 'iam', attribute: 'keys' },
  { kind: 'iam', attribute: 'accounts' },
];

export function gcpEdges(resource: InventoryResource): EdgeDraft[] {
  const known = edgesByRules('gcp', resource, [...everywhere, ...(gcpType(resource.nativeType).edges ?? [])]);
  const pairs = new Set(known.map(({ from, to }) => `${from} ${to}`));
  // Google's relationships repeat much of what fields say: the more exact one stays.
  return [...known, ...relationships(resource).filter(({ from, to }) => !pairs.has(`${from} ${to}`))];
}

/** A relationship says that two things belong together; which needs which follows from the other's type. */
const meanings: [RegExp, EdgeKind, 'incoming' | 'outgoing'][] = [
  [/\/(Network|Subnetwork)$/, 'runs_on', 'outgoing'],
  [/\/(ServiceAccount|CryptoKey)$/, 'iam', 'outgoing'],
  [/\/InstanceGroup$/, 'contains', 'incoming'],
  [/\/InstanceGroupManager$/, 'manages', 'incoming'],
  [/\/(Disk|Snapshot|Image|Topic|Bucket)$/, 'data', 'outgoing'],
  [/\/(Cluster|NodePool|Service|Application)$/, 'contains', 'incoming'],
];

function relationships({ cloudId, attributes }: InventoryResource): EdgeDraft[] {
  const related = (attributes.related ?? {}) as Record<string, { name: string; type: string }[]>;
  return Object.entries(related).flatMap(([relationship, others]) =>
    others.flatMap(({ name, type }) => {
      const meaning = meanings.find(([pattern]) => pattern.test(type));
      if (!meaning) return [];
      const [, kind, direction] = meaning;
      const [from, to] = direction === 'incoming' ? [name, cloudId] : [cloudId, name];
      const rule = `gcp.relationship.${relationship.toLowerCase()}`;
      return [{ kind, from, to, confidence: 0.95, rule, evidence: { [`relationships.${relationship}`]: name } }];
    }),
  );
}
