/**
 * Puts rows of an import beside the ones that people see, a batch a transaction.
 *
 * COPY does not work on a table with row-level security, so a batch goes through a temporary table: COPY finds what is
 * no number or time and names its line, one query finds what cannot be, one statement moves the rest. The batch and the
 * place where it ends are one transaction, so a killed load goes on behind the last whole batch, and no row is twice.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { AuroraError } from '../platform/errors.ts';
import type { Database } from './client.ts';
import { chargeCategories, focusNames, snakeOf } from './model/focus.ts';

/** In the order in which a line has them: the row's number, FOCUS' columns, what else the file has. */
const lineColumns = ['row_number', ...focusNames.map(snakeOf), 'extra'];

export type StageTarget = { orgId: string; billingAccountId: string; importId: string };
/** Between the values of a line: no text holds it. */
export const lineDelimiter = '\x1f';

/**
 * `pieces` together are what COPY takes: one line a row, its number first, backslash and line breaks escaped, nothing for
 * null, `lineDelimiter` between. Bytes and not texts: a load makes a gigabyte of them, which must not pile up.
 */
export type Batch = { fileNumber: number; firstRow: number; rows: number; pieces: Buffer[] };

/** What Postgres or a rule says about one row of a batch. */
export type RowProblem = { rowNumber: number; code: string; column?: string; value?: string };

export type Stager = {
  /**
   * @param staged rows of the whole import that are there already; another number there means that somebody else loads
   * @returns the rows that cannot be, and nothing was staged; or none
   * @throws AuroraError `conflict` (retryable) when another worker has gone on meanwhile
   */
  stage(batch: Batch, staged: number): Promise<RowProblem[]>;
  close(): void;
};

const createIncoming = `
  create temporary table if not exists focus_incoming (like focus_rows) on commit delete rows;
  alter table focus_incoming drop column if exists org_id, drop column if exists billing_account_ref,
    drop column if exists load_id, drop column if exists file_number`;

/**
 * A batch that Postgres loses in a crash is lost together with its place, so that no commit has to wait for the disk;
 * the swap does. A whole batch fits in the buffers of the temporary table.
 */
const session = `set time zone 'UTC'; set datestyle = 'ISO, YMD'; set synchronous_commit = off; set temp_buffers = '48MB'`;

/** On a connection of its own, whose temporary table goes with it. */
export async function openStager(db: Database, target: StageTarget): Promise<Stager> {
  const client = await db.pool.connect();
  try {
    await client.query(`${session}; ${createIncoming}`);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return {
    stage: (batch, staged) => inTransaction(client, target, () => stageBatch(client, target, batch, staged)),
    close: () => client.release(true),
  };
}

class Refused extends Error {
  readonly problems: RowProblem[];
  constructor(problems: RowProblem[]) {
    super('refused');
    this.problems = problems;
  }
}

async function inTransaction(
  client: pg.PoolClient,
  { orgId, importId }: StageTarget,
  work: () => Promise<void>,
): Promise<RowProblem[]> {
  await client.query('begin');
  try {
    await client.query(`select set_config('app.org_id', $1, true), set_config('app.import_id', $2, true)`, [
      orgId,
      importId,
    ]);
    await work();
    await client.query('commit');
    return [];
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (error instanceof Refused) return error.problems;
    throw error;
  }
}

async function stageBatch(client: pg.PoolClient, target: StageTarget, batch: Batch, staged: number): Promise<void> {
  const { importId, orgId, billingAccountId } = target;
  await copyLines(client, batch);
  const problems = await impossibleRows(client);
  if (problems.length > 0) throw new Refused(problems);
  const fenced = await client.query(
    `update billing_imports set rows_staged = rows_staged + $3
     where id = $1 and rows_staged = $2 and state = 'loading'`,
    [importId, staged, batch.rows],
  );
  if (fenced.rowCount !== 1) throw overtaken();
  const names = lineColumns.map((name) => (name === 'extra' ? 'jsonb_strip_nulls(i.extra)' : `i.${name}`)).join(', ');
  const moved = await client.query(
    `insert into focus_rows (org_id, billing_account_ref, load_id, file_number, ${lineColumns.join(', ')})
     select $1, $2, l.id, $4, ${names} from focus_incoming i
     join billing_loads l on l.import_id = $3 and l.billing_period_start = i.billing_period_start
       and l.billing_period_end = i.billing_period_end`,
    [orgId, billingAccountId, importId, batch.fileNumber],
  );
  if (moved.rowCount !== batch.rows) throw new Refused(await rowsOfNoPeriod(client, importId));
}

const copyFormat = `with (format text, null '', delimiter e'\\x1f')`;

async function copyLines(client: pg.PoolClient, { pieces, firstRow }: Batch): Promise<void> {
  const copy = client.query(copyFrom(`copy focus_incoming (${lineColumns.join(', ')}) from stdin ${copyFormat}`));
  try {
    await pipeline(Readable.from(pieces), copy);
  } catch (error) {
    throw rowOfCopyError(error, firstRow) ?? error;
  }
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: data exceptions, and a null where none may be. */
const dataCodes = /^(22|23502)/;

/** Postgres says `COPY focus_incoming, line 3, column billed_cost: "x"`; a line is a row. */
function rowOfCopyError(error: unknown, firstRow: number): Refused | undefined {
  const { code, where, column } = error as { code?: string; where?: string; column?: string };
  if (!code || !dataCodes.test(code)) return undefined;
  const [, line, named, value] =
    /COPY focus_incoming, line (\d+)(?:, column (\w+)(?:: "([\s\S]*)")?)?/.exec(where ?? '') ?? [];
  if (!line) return undefined;
  const problem = code === '23502' ? 'missing' : 'unreadable';
  const rowNumber = firstRow + Number(line) - 1;
  return new Refused([{ rowNumber, code: problem, column: column ?? named, value: value?.slice(0, 200) }]);
}

const numbers = ['billed_cost', 'effective_cost', 'list_cost', 'contracted_cost'];
const notNumbers = `('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)`;
/** More than any bill has on one row: a wrong unit or a shifted column. */
const tooMuch = '1e12';
const currencies = Intl.supportedValuesOf('currency')
  .map((code) => `'${code}'`)
  .join(',');
const categories = chargeCategories.map((name) => `'${name}'`).join(', ');

/** First match says what is wrong with a row. Each gives the column and the value that people look for. */
const rules: [code: string, column: string, condition: string][] = [
  ...numbers.map((name): [string, string, string] => ['not_a_number', name, `${name} in ${notNumbers}`]),
  ...numbers.map((name): [string, string, string] => ['too_large', name, `abs(${name}) > ${tooMuch}`]),
  ['unknown_currency', 'billing_currency', `billing_currency not in (${currencies})`],
  ['unknown_charge_category', 'charge_category', `charge_category not in (${categories})`],
  ['period_ends_before_it_starts', 'billing_period_end', 'billing_period_end <= billing_period_start'],
  ['period_too_long', 'billing_period_end', `billing_period_end > billing_period_start + interval '1 year 2 days'`],
  ['period_in_the_future', 'billing_period_start', `billing_period_start > now() + interval '1 month'`],
  ['charge_ends_before_it_starts', 'charge_period_end', 'charge_period_end < charge_period_start'],
  [
    'charge_far_from_its_period',
    'charge_period_start',
    `charge_period_start > billing_period_end + interval '1 year' or charge_period_start < billing_period_start - interval '5 years'`,
  ],
];

const impossible = `
  select row_number, code, value from (
    select row_number, case ${rules.map(([code, column, when]) => `when ${when} then '${code}/${column}'`).join(' ')} end as code,
      case ${rules.map(([, column, when]) => `when ${when} then ${column}::text`).join(' ')} end as value
    from focus_incoming
  ) checked where code is not null order by row_number limit 5`;

async function impossibleRows(client: pg.PoolClient): Promise<RowProblem[]> {
  const { rows } = await client.query<{ row_number: string; code: string; value: string }>(impossible);
  return rows.map(({ row_number, code, value }) => {
    const [name = '', column] = code.split('/');
    return { rowNumber: Number(row_number), code: name, column, value };
  });
}

async function rowsOfNoPeriod(client: pg.PoolClient, importId: string): Promise<RowProblem[]> {
  const { rows } = await client.query<{ row_number: string; value: string }>(
    `select i.row_number, i.billing_period_start::text as value from focus_incoming i
     where not exists (select 1 from billing_loads l where l.import_id = $1
       and l.billing_period_start = i.billing_period_start and l.billing_period_end = i.billing_period_end)
     order by i.row_number limit 5`,
    [importId],
  );
  return rows.map(({ row_number, value }) => ({
    rowNumber: Number(row_number),
    code: 'other_period',
    column: 'billing_period_start',
    value,
  }));
}

const overtaken = () =>
  new AuroraError({
    code: 'conflict',
    retryable: true,
    userMessage: 'Another worker has gone on with this load meanwhile. This one looks again where it stands.',
  });
