/** One pass over a file before anything is stored: what it is, how many rows, which billing periods. */
import type { ImportNote } from '../../../db/model/billing.ts';
import { type FocusName, focusColumn, focusNames } from '../../../db/model/focus.ts';
import { ImportRefused, problemOfRow, refuse } from '../refusal.ts';
import type { Reader } from './duckdb.ts';
import { type Mapping, mappingOf } from './expressions.ts';
import { type FileTable, unreadable } from './table.ts';

export type InspectedFile = {
  table: FileTable;
  mapping: Mapping;
  rows: number;
  periods: { start: Date; end: Date }[];
  notes: ImportNote[];
};

const times: FocusName[] = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd'];

/** @throws ImportRefused */
export async function inspectFile(reader: Reader, table: FileTable): Promise<InspectedFile> {
  const mapping = mappingOf(table);
  requireColumns(mapping, table);
  const [start, end] = [mapping.expressions.BillingPeriodStart, mapping.expressions.BillingPeriodEnd];
  const badTime = times.map((name) => `not (${mapping.expressions[name]} like '____-__-__%')`).join(' or ');
  try {
    const groups = await reader.rows(
      `select ${start} as "start", ${end} as "end", cast(count(*) as varchar) as "rows",
         cast(count(*) filter (where ${badTime}) as varchar) as "bad"
       from ${table.from} group by 1, 2`,
    );
    if (groups.some(({ start, end, bad }) => start === null || end === null || bad !== '0')) {
      throw await firstBadTime(reader, table, mapping);
    }
    const rows = groups.reduce((all, group) => all + Number(group.rows), 0);
    if (rows === 0) throw refuse('no_rows', `${table.name} has a header and no rows.`, { file: table.name });
    const periods = groups.map((group) => ({ start: instant(group.start), end: instant(group.end) }));
    const zoneless = groups.some((group) => !hasZone(group.start ?? ''));
    return { table, mapping, rows, periods: distinct(periods), notes: notesOf(mapping, table, zoneless) };
  } catch (error) {
    throw error instanceof ImportRefused ? error : unreadable(error, table.name);
  }
}

function requireColumns({ missing }: Mapping, { name }: FileTable): void {
  const absent = missing.filter((column) => focusColumn(column).need === 'must');
  if (absent.length === 0) return;
  throw refuse(
    'no_focus',
    `${name} has no column ${absent.join(', ')}. A FOCUS file (1.0 to 1.2) or an AWS CUR 2.0 export has it; its first line has to name the columns.`,
    { file: name, column: absent[0] },
  );
}

/** Which row is the first whose times are absent or not written as ISO 8601. */
async function firstBadTime(
  reader: Reader,
  { from, name }: FileTable,
  { expressions }: Mapping,
): Promise<ImportRefused> {
  const cases = times.map((column) => {
    const value = expressions[column];
    return `when ${value} is null or not (${value} like '____-__-__%') then '${column}|' || coalesce(${value}, '')`;
  });
  const [first] = await reader.rows(
    `select cast(n as varchar) as n, found from (
       select row_number() over () as n, case ${cases.join(' ')} end as found from ${from}
     ) where found is not null limit 1`,
  );
  const [column = '', value = ''] = (first?.found ?? '').split('|');
  const code = value === '' ? 'missing' : 'no_zone_date';
  return new ImportRefused([problemOfRow({ code, row: Number(first?.n ?? 1), file: name, column, value })]);
}

const hasZone = (time: string): boolean => /\d:\d\d.*(z|utc|[+-]\d\d(:?\d\d)?)$/i.test(time);

/** As Postgres will read it: without a zone it is UTC. Parquet gives `2024-09-01 00:00:00+00`. */
function instant(text: string | null | undefined): Date {
  const iso = (text ?? '')
    .trim()
    .replace(' ', 'T')
    .replace(/ ?utc$/i, 'Z')
    .replace(/([+-]\d\d)$/, '$1:00');
  const whole = /T/.test(iso) ? iso : `${iso.slice(0, 10)}T00:00:00`;
  const time = new Date(hasZone(whole) ? whole : `${whole}Z`);
  if (Number.isNaN(time.getTime())) {
    throw refuse('unreadable', `A billing period is given as "${text}", which is no time.`, { value: text ?? '' });
  }
  return time;
}

function distinct(periods: { start: Date; end: Date }[]): { start: Date; end: Date }[] {
  const byText = new Map(periods.map((one) => [`${one.start.toISOString()} ${one.end.toISOString()}`, one]));
  return [...byText.values()].sort((a, b) => a.start.getTime() - b.start.getTime());
}

function notesOf({ missing, extra, version, format }: Mapping, { name }: FileTable, zoneless: boolean): ImportNote[] {
  const notes: ImportNote[] = [];
  const absent = missing.filter((column) => focusColumn(column).need === 'said');
  const newer = missing.filter((column) => focusColumn(column).since !== undefined);
  if (zoneless) notes.push({ code: 'no_zone', message: `${name}: times have no zone and are taken as UTC.` });
  if (absent.length > 0) notes.push({ code: 'missing_columns', message: `${name} has no ${absent.join(', ')}.` });
  if (newer.length > 0 && format === 'focus') {
    notes.push({ code: 'older_version', message: `${name} is FOCUS ${version}; it has no ${newer.join(', ')}.` });
  }
  if (format === 'cur2') notes.push({ code: 'cur2', message: `${name} is AWS CUR 2.0 and is mapped to FOCUS 1.2.` });
  if (extra.length > 0) {
    const shown = extra.slice(0, 20).join(', ') + (extra.length > 20 ? ` and ${extra.length - 20} more` : '');
    notes.push({
      code: 'extra_columns',
      message: `${name} has columns that FOCUS does not know, kept aside: ${shown}.`,
    });
  }
  return notes;
}

/** FOCUS' name of a column of Postgres, for words about it. */
export const focusNameOf = (column: string | undefined): string | undefined =>
  column === undefined
    ? undefined
    : (focusNames.find((name) => name.toLowerCase() === column.replaceAll('_', '').toLowerCase()) ?? column);
