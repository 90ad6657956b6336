/** The digest by which a resource is known as unchanged, so that nothing of it is written again. */
import { hash } from 'node:crypto';
import type { InventoryResource, InventoryScope } from './provider.ts';

/**
 * @param edgesVersion of the provider: a new one makes every resource count as changed, so that its edges are derived anew
 * @returns hex SHA-256, independent of the order of keys; lists keep theirs
 */
export function resourceHash(resource: InventoryResource, scope: InventoryScope, edgesVersion: number): string {
  return hash('sha256', canonical({ ...resource, scopeKind: scope.kind, edgesVersion }));
}

/** JSON with sorted keys. What JSON leaves out (undefined) is left out here, too. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join()}}`;
}
