/** What people call the things that rollups know by id. */
import { inArray } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { CostGroup } from '../model/costs.ts';
import { billingAccounts, projects } from '../schema/index.ts';

/** @returns for each row of keys its labels: the key itself where it has no name of its own, null for null */
export async function labelsOf(tx: Tx, groupBy: CostGroup[], rows: (string | null)[][]): Promise<(string | null)[][]> {
  const names = await Promise.all(
    groupBy.map((group, index) => namesOf(tx, group, [...new Set(rows.flatMap((keys) => keys[index] ?? []))])),
  );
  return rows.map((keys) => keys.map((key, index) => (key === null ? null : (names[index]?.get(key) ?? key))));
}

async function namesOf(tx: Tx, group: CostGroup, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0 || (group !== 'project' && group !== 'source')) return new Map();
  const table = group === 'project' ? projects : billingAccounts;
  const known = await tx.select({ id: table.id, name: table.name }).from(table).where(inArray(table.id, ids));
  return new Map(known.map(({ id, name }) => [id, name]));
}
