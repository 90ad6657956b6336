/** How many resources each value of each filter would show. */
import { count } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { CodificationState } from './model/estate.ts';
import {
  besideDimensions,
  codificationInScan,
  type Dimension,
  dimensionNames,
  dimensions,
  type ResourceFilter,
} from './resource-filters.ts';
import { resources } from './schema/index.ts';

const facetNames = [...dimensionNames, 'codification'] as const;
type FacetName = (typeof facetNames)[number];
export type FacetCount = { value: string; count: number };
export type ResourceFacets = { total: number } & Record<FacetName, FacetCount[]>;

type Cell = Record<Dimension, string> & { codification: CodificationState; count: number };

/**
 * One scan counts every combination of values that exists (hundreds, whatever the size of the estate), and every facet
 * is added up from those: its own filter is left out of its counts, all others are in force.
 */
export async function resourceFacets(tx: Tx, filter: ResourceFilter): Promise<ResourceFacets> {
  const scanned = tx
    .select({ ...dimensions, codification: codificationInScan.as('codification') })
    .from(resources)
    .where(besideDimensions(filter))
    .as('scanned');
  const { connectionId, provider, account, region, service, nativeType, category, codification } = scanned;
  const columns = { connectionId, provider, account, region, service, nativeType, category, codification };
  const cells: Cell[] = await tx
    .select({ ...columns, count: count() })
    .from(scanned)
    .groupBy(...Object.values(columns));
  const total = sum(cells.filter((cell) => meets(cell, filter)));
  const facets = facetNames.map((name) => [name, facetOf(cells, filter, name)] as const);
  return { total, ...(Object.fromEntries(facets) as Record<FacetName, FacetCount[]>) };
}

function facetOf(cells: Cell[], filter: ResourceFilter, name: FacetName): FacetCount[] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (meets(cell, filter, name)) counts.set(cell[name], (counts.get(cell[name]) ?? 0) + cell.count);
  }
  return [...counts]
    .map(([value, number]) => ({ value, count: number }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

const meets = (cell: Cell, filter: ResourceFilter, except?: FacetName): boolean =>
  facetNames.every((name) => {
    const values: readonly string[] | undefined = filter[name];
    return name === except || !values || values.length === 0 || values.includes(cell[name]);
  });

const sum = (cells: Cell[]): number => cells.reduce((total, cell) => total + cell.count, 0);
