/** An exploration as CSV: one row a group and currency, all of them. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Database, inOrg, type Scope } from '../../db/client.ts';
import { type CostRow, type ExploreRequest, exploreCosts } from '../../db/costs/explore.ts';

/** Groups a file has at most; the rest is one row `(others)`, so that the column still adds up. */
export const mostCsvGroups = 100_000;

/**
 * Names and tags come from clouds: a cell that a spreadsheet would run as a formula gets an apostrophe before it.
 * Amounts are numbers, and a negative one begins with a minus: those cells are left as they are.
 */
export function costsAsCsv(db: Database, scope: Scope, request: ExploreRequest): Readable {
  const { groupBy, metric, period, compare } = request;
  async function* rows() {
    const { rows: found } = await inOrg(db, scope, (tx) => exploreCosts(tx, { ...request, limit: mostCsvGroups }));
    for (const row of found) yield cellsOf(row, request);
  }
  const columns = [
    ...groupBy.map((group) => group.replace(/^tag:/, 'tag ')).map(harmless),
    'currency',
    `${metric} ${period.from} to ${period.to}`,
    ...(compare ? [`${metric} ${compare.from} to ${compare.to}`, 'change'] : []),
  ];
  const csv = stringify({ header: true, columns, bom: true });
  const source = Readable.from(rows());
  // A failure must reach the reader as one: a file that ends early without a word would look whole.
  source.on('error', (error) => csv.destroy(error));
  csv.on('close', () => source.destroy());
  return source.pipe(csv);
}

function cellsOf(row: CostRow, { compare, groupBy }: ExploreRequest): string[] {
  const names = groupBy.map((_, index) => harmless(row.labels[index] ?? (row.others ? '(others)' : '')));
  const amounts = compare ? [row.amount, row.compareAmount, row.delta] : [row.amount];
  return [...names, harmless(row.currency), ...amounts.map((amount) => amount ?? '')];
}

/** As csv-stringify's `escape_formulas` does, which would also change negative amounts. */
const harmless = (text: string): string => (/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text);
