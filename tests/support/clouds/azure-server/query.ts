/** As much of Resource Graph's language as the inventory speaks; anything else fails loudly. */
export type Row = Record<string, unknown> & { id: string; type: string };

export function filterRows(tables: { resources: Row[]; resourcecontainers: Row[] }, query: string): Row[] {
  const [table = '', ...steps] = query.split('|').map((step) => step.trim());
  if (table !== 'resources' && table !== 'resourcecontainers') throw new Error(`stub: no table ${table}`);
  return steps.reduce<Row[]>(apply, tables[table]);
}

function apply(rows: Row[], step: string): Row[] {
  const equals = /^where (id|type) =~ '([^']*)'$/.exec(step);
  if (equals) {
    const [, column = '', value = ''] = equals;
    return rows.filter((row) => String(row[column]).toLowerCase() === value.toLowerCase());
  }
  const among = /^where type in~ \(([^)]*)\)$/.exec(step);
  if (among) {
    const values = (among[1] ?? '').split(',').map((value) => value.trim().slice(1, -1).toLowerCase());
    return rows.filter((row) => values.includes(row.type.toLowerCase()));
  }
  const order = /^order by (\w+) asc$/.exec(step);
  if (order) {
    const column = order[1] ?? '';
    return rows.toSorted((a, b) => (String(a[column]) < String(b[column]) ? -1 : 1));
  }
  const columns = /^project ([\w, ]+)$/
    .exec(step)?.[1]
    ?.split(',')
    .map((column) => column.trim());
  if (!columns) throw new Error(`stub: does not know the step "${step}"`);
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])) as Row);
}
