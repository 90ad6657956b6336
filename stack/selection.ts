/** Which parts a start is about. */
import type { Part } from './part.ts';
import { pages, product, servers } from './parts/index.ts';

/**
 * @param only `deps` for the servers and the database's shape; else everything
 */
export function choose({ only, noWeb = false }: { only?: string; noWeb?: boolean }): Part[] {
  if (only === 'deps') return servers;
  return [...servers, ...product, ...(noWeb ? [] : pages)];
}
