/** What a resource's own fields prove: ids in its properties, and its place in the tree that its id spells. */
import type { EdgeDraft, InventoryResource } from '../provider.ts';
import { edgesByRules } from '../type-rules.ts';
import { typeRule } from './types.ts';

export function azureEdges(resource: InventoryResource): EdgeDraft[] {
  const rules = [...(typeRule(resource.nativeType).edges ?? []), { kind: 'iam', attribute: 'identities' } as const];
  return [...containedBy(resource), ...edgesByRules('azure', resource, rules)];
}

function containedBy({ cloudId, nativeType }: InventoryResource): EdgeDraft[] {
  const from = parentId(cloudId);
  if (!from) return [];
  const rule = `azure.${nativeType}.parent`;
  return [{ kind: 'contains', from, to: cloudId, confidence: 1, rule, evidence: { cloudId } }];
}

/**
 * A database lies in its server, a server in its resource group, a group in its subscription:
 * `/subscriptions/s/resourcegroups/g/providers/microsoft.sql/servers/a/databases/b`.
 */
export function parentId(id: string): string | undefined {
  const segments = id.split('/');
  // '', subscriptions, s, resourcegroups, g, providers, namespace, type, name, child type, child name
  if (segments.length > 9) return segments.slice(0, -2).join('/');
  if (segments.length === 9 && segments[5] === 'providers') return segments.slice(0, 5).join('/');
  return segments.length === 5 ? segments.slice(0, 3).join('/') : undefined;
}
