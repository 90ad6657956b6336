/** SQL of DuckDB that makes of one file's columns one line of CSV as `db/billing-stage.ts` takes it. */
import type { BillingFormat } from '../../../db/model/billing.ts';
import { type FocusName, type FocusVersion, focusColumn, focusNames } from '../../../db/model/focus.ts';
import { cur2Expressions } from './cur2.ts';
import { quoted } from './duckdb.ts';
import type { FileTable } from './table.ts';

/** How a file's columns become FOCUS'. `missing` are those that it has not, `extra` those that FOCUS has not. */
export type Mapping = {
  format: BillingFormat;
  version: FocusVersion;
  expressions: Partial<Record<FocusName, string>>;
  missing: FocusName[];
  extra: string[];
};

/** Compared without case, spaces and underscores; names of drafts before 1.0 are taken too. */
const bare = (name: string): string => name.toLowerCase().replace(/[_\s]/g, '');
const formerNames: Record<string, FocusName> = {
  provider: 'ProviderName',
  publisher: 'PublisherName',
  invoiceissuer: 'InvoiceIssuerName',
};
const byBareName = new Map<string, FocusName>([
  ...focusNames.map((name) => [bare(name), name] as const),
  ...Object.entries(formerNames),
]);

export function mappingOf(table: FileTable): Mapping {
  const isCur2 = table.columns.some(({ name }) => name === 'line_item_unblended_cost');
  return isCur2 ? cur2Mapping(table) : focusMapping(table);
}

function focusMapping({ columns }: FileTable): Mapping {
  const expressions: Partial<Record<FocusName, string>> = {};
  const extra: string[] = [];
  for (const { name, type } of columns) {
    const known = byBareName.get(bare(name));
    if (known === undefined || expressions[known] !== undefined) extra.push(name);
    else expressions[known] = asText(quoted(name), type, focusColumn(known).kind === 'json');
  }
  const missing = focusNames.filter((name) => expressions[name] === undefined);
  return { format: 'focus', version: versionOf(missing), expressions, missing, extra };
}

/** The newest version of which the file has a column. */
function versionOf(missing: FocusName[]): FocusVersion {
  const has = (version: string) =>
    focusNames.some((name) => focusColumn(name).since === version && !missing.includes(name));
  if (has('1.2')) return '1.2';
  return has('1.1') ? '1.1' : '1.0';
}

function cur2Mapping(table: FileTable): Mapping {
  const { expressions, used } = cur2Expressions(table.columns);
  const missing = focusNames.filter((name) => expressions[name] === undefined);
  const extra = table.columns.map(({ name }) => name).filter((name) => !used.has(name));
  return { format: 'cur2', version: '1.2', expressions, missing, extra };
}

/** Text of a value of any type; maps and structs as JSON; Azure writes tags without the braces of JSON. */
export function asText(expression: string, type: string, isJson: boolean): string {
  if (/^(MAP|STRUCT|JSON)/.test(type) || type.endsWith('[]')) return `cast(to_json(${expression}) as varchar)`;
  const text = type === 'VARCHAR' ? expression : `cast(${expression} as varchar)`;
  return isJson ? `case when ${text} like '"%' then '{' || ${text} || '}' else ${text} end` : text;
}

/** The delimiter in a text, which nobody writes on purpose, becomes the sign for it. */
const value = (expression: string): string => `coalesce(replace(${expression}, chr(31), '\u241f'), '')`;

/** One text a row: FOCUS' columns in the order of `focusNames`, then everything else as JSON. */
export function lineSql({ expressions, extra }: Mapping): string {
  const values = focusNames.map((name) => {
    const expression = expressions[name];
    if (expression === undefined) return "''";
    return value(name === 'BillingCurrency' ? `upper(${expression})` : expression);
  });
  const fields = extra.map((name) => `${quoted(name)} := ${quoted(name)}`).join(', ');
  const rest = extra.length === 0 ? "''" : value(`cast(to_json(struct_pack(${fields})) as varchar)`);
  const line = `concat_ws(chr(31), ${[...values, rest].join(', ')})`;
  return `replace(replace(replace(${line}, '\\', '\\\\'), chr(10), '\\n'), chr(13), '\\r')`;
}
