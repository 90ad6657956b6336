/** An organisation with one billing account, on the real database, and imports of files into it. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type LoadOptions, type LoadResult, loadFiles } from '../../../activities/billing/load.ts';
import { ImportRefused } from '../../../activities/billing/refusal.ts';
import { type BillingImport, endImport, findImport, insertImport, loadsOf } from '../../../db/billing-imports.ts';
import { purgeSome } from '../../../db/billing-swap.ts';
import { type Database, inOrg } from '../../../db/client.ts';
import type { BillingFormat, ImportProblem } from '../../../db/model/billing.ts';
import { billingAccounts, organisations } from '../../../db/schema/index.ts';

export type BillingPlace = Awaited<ReturnType<typeof makeBillingPlace>>;

type Import = {
  sourceKey?: string;
  expectedPeriod?: string;
  expectedRows?: number;
  format?: BillingFormat;
  id?: string;
};

export async function makeBillingPlace(db: Database, currency = 'USD') {
  const [orgId, accountId] = [randomUUID(), randomUUID()];
  const folder = await mkdtemp(join(tmpdir(), 'aurora-billing-'));
  await inOrg(db, { orgId }, async (tx) => {
    await tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId });
    await tx
      .insert(billingAccounts)
      .values({ id: accountId, orgId, name: 'Main', kind: 'upload', currency, settings: {} });
  });

  const place = {
    orgId,
    accountId,
    folder,

    async keep(contents: (string | Uint8Array)[], given: Import = {}) {
      const importId = given.id ?? randomUUID();
      const files = await Promise.all(
        contents.map(async (content, index) => {
          const path = join(folder, `${importId}-${index}`);
          await writeFile(path, content);
          return { name: `file-${index + 1}.csv`, path };
        }),
      );
      const hash = createHash('sha256');
      for (const { path } of files) hash.update(await readFile(path));
      const contentSha256 = hash.digest('hex');
      const { expectedPeriod, expectedRows, format, sourceKey = 'upload' } = given;
      const kept = { id: importId, orgId, billingAccountId: accountId, digest: importId, files: [] };
      const expected = { expectedPeriod, expectedRows, format, sourceKey };
      await inOrg(db, { orgId }, (tx) => insertImport(tx, { ...kept, ...expected }));
      return { orgId, importId, files, contentSha256 };
    },

    /** What the activity does: load, or refuse in words and keep what was there. */
    async load(contents: (string | Uint8Array)[], given: Import = {}, options: LoadOptions = {}): Promise<LoadResult> {
      const input = await place.keep(contents, given);
      return loadFiles(db, input, options);
    },

    async refusal(contents: (string | Uint8Array)[], given: Import = {}): Promise<ImportProblem[]> {
      const input = await place.keep(contents, given);
      try {
        await loadFiles(db, input);
      } catch (error) {
        if (!(error instanceof ImportRefused)) throw error;
        const { problems } = error;
        await inOrg(db, { orgId }, (tx) => endImport(tx, input.importId, { state: 'refused', problems }));
        while ((await purgeSome(db, orgId, accountId)) > 0);
        return problems;
      }
      throw new Error('The file was taken.');
    },

    import: (id: string): Promise<BillingImport> => inOrg(db, { orgId }, (tx) => findImport(tx, id)),
    loads: (importId: string) => inOrg(db, { orgId }, (tx) => loadsOf(tx, [importId])),

    /** As any reader asks: through row-level security, without any import's rights. */
    async query<Row extends Record<string, unknown>>(text: string): Promise<Row[]> {
      const { rows } = await inOrg(db, { orgId }, (tx) => tx.execute(sql.raw(text)));
      return rows as Row[];
    },

    async billed(table: 'focus_rows' | 'cost_daily' = 'focus_rows'): Promise<string> {
      const [row] = await place.query<{ sum: string }>(
        `select trim_scale(sum(billed_cost))::text as sum from ${table}`,
      );
      return row?.sum ?? 'none';
    },

    close: () => rm(folder, { recursive: true, force: true }),
  };
  return place;
}

/** One row of FOCUS 1.2 with what is given instead; null leaves the value out. */
export function focusRow(given: Record<string, string | null> = {}): Record<string, string | null> {
  return {
    BilledCost: '1.10',
    EffectiveCost: '1.00',
    ListCost: '1.20',
    ContractedCost: '1.15',
    BillingCurrency: 'USD',
    BillingPeriodStart: '2025-03-01T00:00:00Z',
    BillingPeriodEnd: '2025-04-01T00:00:00Z',
    ChargePeriodStart: '2025-03-05T00:00:00Z',
    ChargePeriodEnd: '2025-03-06T00:00:00Z',
    ChargeCategory: 'Usage',
    ServiceName: 'Amazon S3',
    ServiceCategory: 'Storage',
    ProviderName: 'AWS',
    SubAccountId: '111122223333',
    Tags: null,
    ...given,
  };
}

export function csvOf(rows: Record<string, string | null>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const value = (text: string | null | undefined) => (text == null ? '' : `"${text.replaceAll('"', '""')}"`);
  return `${[names.join(','), ...rows.map((row) => names.map((name) => value(row[name])).join(','))].join('\n')}\n`;
}
