/** `costQueryP95Ms`: what the overview and the explorer ask, on ten million rows of bills. */
import { type Database, inOrg, type Tx } from '../../db/client.ts';
import { costDrivers } from '../../db/costs/drivers.ts';
import { type ExploreRequest, exploreCosts } from '../../db/costs/explore.ts';
import { costOverview } from '../../db/costs/overview.ts';
import { clockMs } from '../support/clock.ts';
import type { Figures } from '../support/report.ts';
import { round, summarise } from '../support/statistics.ts';
import type { SeededBills } from './seed-rows.ts';

const rounds = 10;
const metric = 'effective' as const;
const year = { from: '2025-01-01', to: '2025-12-31' };
const quarter = { from: '2025-10-01', to: '2025-12-31' };
const month = { from: '2025-12-01', to: '2025-12-31' };
const before = { from: '2025-11-01', to: '2025-11-30' };
const lastDays = { from: '2025-11-15', to: '2025-12-14' };

const ask = (given: Partial<ExploreRequest>) => (tx: Tx) =>
  exploreCosts(tx, { metric, period: month, groupBy: [], filter: {}, limit: 50, ...given });

type Question = (tx: Tx) => Promise<unknown>;

/** What people open first, and then turn to. */
export const questions: Record<string, Question> = {
  'overview of a month': (tx) => costOverview(tx, { metric, month: '2025-12', filter: {}, limit: 10 }, '2026-01-31'),
  'overview, by tag too': (tx) =>
    costOverview(tx, { metric, month: '2025-12', filter: {}, limit: 10, tagKey: 'team' }, '2026-01-31'),
  'service by month, a year': ask({ period: year, groupBy: ['month', 'service'] }),
  'account by month, a year, one region': ask({
    period: year,
    groupBy: ['month', 'subAccount'],
    filter: { region: ['eu-central-1'] },
  }),
  'service by day, a quarter': ask({ period: quarter, groupBy: ['day', 'service'], limit: 10 }),
  'by day, one account and service, a year': ask({
    period: year,
    groupBy: ['day'],
    filter: { subAccount: ['111122223301'], service: ['Amazon Simple Storage Service'] },
  }),
  'service beside the month before': ask({ compare: before, groupBy: ['service'] }),
  'tag by month, a year': ask({ period: year, groupBy: ['month', 'tag:team'] }),
  'tag and service, a month': ask({ groupBy: ['tag:team', 'service'] }),
  'service of one tag, a quarter': ask({ period: quarter, groupBy: ['service'], filter: { tag: ['team=core'] } }),
  'tag by day, thirty days': ask({ period: lastDays, groupBy: ['day', 'tag:team'] }),
  'drivers of a month': (tx) =>
    costDrivers(tx, { metric, by: 'service', period: month, compare: before, filter: {}, limit: 20 }),
};

export async function measureQuestions(
  db: Database,
  { orgId, rows }: Pick<SeededBills, 'orgId' | 'rows'>,
): Promise<Figures> {
  const byQuestion = new Map<string, number[]>();
  for (let turn = 0; turn <= rounds; turn += 1) {
    for (const [name, question] of Object.entries(questions)) {
      const started = clockMs();
      await inOrg(db, { orgId }, question);
      // The first round fills the caches, as the first person of a day does.
      if (turn > 0) byQuestion.set(name, [...(byQuestion.get(name) ?? []), clockMs() - started]);
    }
  }
  const all = summarise([...byQuestion.values()].flat());
  return {
    rows: [...byQuestion].map(([who, times]) => ({ what: 'question', who, times: summarise(times) })),
    notes: [`${rows} rows of bills in 13 months; ${rounds} rounds of every question, one at a time.`],
    figures: { costQueryP95Ms: round(all.p95), costQueryP50Ms: round(all.p50) },
    targets: [{ figure: 'costQueryP95Ms', value: all.p95, atMost: 200, unit: 'ms' }],
  };
}
