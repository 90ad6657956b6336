/** Which parts a start is about. */
import type { Part } from './part.ts';
import { servers } from './parts/index.ts';

export function choose({ only, noWeb = false }: { only?: string; noWeb?: boolean }): Part[] {
  if (only === 'deps') return servers;
  return noWeb ? servers : servers;
}
