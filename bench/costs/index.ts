/** `costs`: how fast a bill of a million rows becomes costs that people see, and in how much memory. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { insertImport } from '../../db/billing-imports.ts';
import { type Database, inOrg, openDatabase } from '../../db/client.ts';
import { billingAccounts } from '../../db/schema/index.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { Bench } from '../bench.ts';
import type { Report } from '../support/report.ts';
import { round, summarise } from '../support/statistics.ts';
import { generateBill } from './generate.ts';
import { measureQuestions } from './queries.ts';
import { seedBills } from './seed-rows.ts';

const rows = 1_000_000;
const askedRows = 10_000_000;
const seed = 20_250_301;

type Loaded = { ms: number; peakMb: number; kind: 'loaded' | 'unchanged' };

export async function costs(bench: Bench): Promise<Report> {
  const path = join(bench.workDir, 'bill.csv');
  bench.say(`costs: making ${rows} rows, seed ${seed}`);
  const { contentSha256 } = await generateBill(path, rows, seed);
  const db = openDatabase(bench.config.DATABASE_URL);
  try {
    const orgId = bench.signedIn.organisation.id;
    const accountId = await newAccount(db, orgId);
    bench.say('costs: loading');
    const first = await load(bench, db, { path, contentSha256, orgId, accountId });
    bench.say('costs: loading the same again');
    const again = await load(bench, db, { path, contentSha256, orgId, accountId });
    if (first.kind !== 'loaded' || again.kind !== 'unchanged') throw wrong(first, again);
    bench.say(`costs: making ${askedRows} rows in Postgres, which takes minutes`);
    const own = { orgId, accountId: await newAccount(db, orgId) };
    const seeded = await seedBills(db, own, askedRows, seed);
    bench.say('costs: asking');
    const asked = await measureQuestions(db, seeded);
    const loaded = report(first, again);
    return {
      ...loaded,
      rows: [...loaded.rows, ...(asked.rows ?? [])],
      notes: [...loaded.notes, ...asked.notes],
      figures: { ...loaded.figures, ...asked.figures },
      targets: [...loaded.targets, ...asked.targets],
    };
  } finally {
    await db.close();
  }
}

async function newAccount(db: Database, orgId: string): Promise<string> {
  const id = randomUUID();
  const row = { id, orgId, name: `Bench ${id}`, kind: 'upload' as const, currency: 'USD', settings: {} };
  await inOrg(db, { orgId }, (tx) => tx.insert(billingAccounts).values(row));
  return id;
}

type Of = { path: string; contentSha256: string; orgId: string; accountId: string };

async function load(bench: Bench, db: Database, { path, contentSha256, orgId, accountId }: Of): Promise<Loaded> {
  const id = randomUUID();
  const row = { id, orgId, billingAccountId: accountId, sourceKey: 'bench', digest: id, files: [] };
  await inOrg(db, { orgId }, (tx) => insertImport(tx, row));
  const script = new URL('./load.ts', import.meta.url).pathname;
  // A machine with much memory gives the young generation much of it, which says nothing about the load.
  const args = ['--max-semi-space-size=8', script, path, contentSha256, orgId, id];
  const { stdout } = await execa(process.execPath, args, { env: bench.env, cancelSignal: bench.signal });
  return JSON.parse(stdout) as Loaded;
}

function report(first: Loaded, again: Loaded): Report {
  const focusRowsPerSecond = rows / (first.ms / 1_000);
  return {
    title: `costs: one FOCUS file of ${rows} rows (CSV, seed ${seed})`,
    rows: [
      { what: 'load', who: 'inspect, stage, roll up, swap', times: summarise([first.ms]) },
      { what: 'the same again', who: 'says that it is loaded', times: summarise([again.ms]) },
    ],
    notes: ['The peak is of the whole process, runtime and libraries included.'],
    figures: {
      focusRowsPerSecond: round(focusRowsPerSecond),
      focusPeakMb: round(first.peakMb),
      focusLoadMs: round(first.ms),
      focusAgainMs: round(again.ms),
    },
    targets: [
      { figure: 'focusRowsPerSecond', value: focusRowsPerSecond, atLeast: 15_000, unit: '/s' },
      { figure: 'focusPeakMb', value: first.peakMb, atMost: 500, unit: 'MB' },
    ],
  };
}

const wrong = (...loads: Loaded[]) =>
  new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: `The loads ended as ${loads.map(({ kind }) => kind).join(' and ')} instead of loaded and unchanged.`,
  });
