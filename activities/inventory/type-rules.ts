/** What is kept of each native type, and which of its attributes name another resource: a table a cloud. */
import type { EdgeKind, ResourceCategory } from '../../db/model/estate.ts';
import type { Json } from '../clouds/provider.ts';
import type { FieldPaths } from './json-fields.ts';
import type { EdgeDraft, InventoryResource } from './provider.ts';

export type EdgeRule = {
  kind: EdgeKind;
  /** Holds the other end's canonical id, or a list of them. */
  attribute: string;
  /** The other end is `from`. */
  incoming?: boolean;
  /** Segments to drop from the end: the attribute names a part of the thing, such as a pool of a load balancer. */
  drop?: number;
};

export type TypeRule = { category: ResourceCategory; fields?: FieldPaths; edges?: EdgeRule[] };

const ids = (value: Json | undefined): string[] => {
  const found = Array.isArray(value) ? value : [value];
  return [...new Set(found.filter((id) => typeof id === 'string' && id !== ''))] as string[];
};

const dropSegments = (id: string, count: number) => (count === 0 ? id : id.split('/').slice(0, -count).join('/'));

/** Every edge that `rules` find in the resource's attributes. The provider itself said it: confidence 1. */
export function edgesByRules(provider: string, resource: InventoryResource, rules: readonly EdgeRule[]): EdgeDraft[] {
  return rules.flatMap(({ kind, attribute, incoming = false, drop = 0 }) => {
    const others = ids(resource.attributes[attribute]).map((id) => dropSegments(id, drop));
    return [...new Set(others)]
      .filter((other) => other !== resource.cloudId)
      .map((other) => ({
        kind,
        from: incoming ? other : resource.cloudId,
        to: incoming ? resource.cloudId : other,
        confidence: 1,
        rule: `${provider}.${resource.nativeType.toLowerCase()}.${attribute}`,
        evidence: { [`attributes.${attribute}`]: other },
      }));
  });
}
