/** What costs routes answer, each from one transaction, so that sums and freshness are of the same moment. */
import type { z } from 'zod';
import type { Tx } from '../../db/client.ts';
import { costDrivers } from '../../db/costs/drivers.ts';
import { Exact } from '../../db/costs/exact.ts';
import { exploreCosts } from '../../db/costs/explore.ts';
import { costFreshness } from '../../db/costs/freshness.ts';
import { costsOfOwned, costsOfResource, type OwnedCost } from '../../db/costs/resources.ts';
import type { CostFilter, CostPeriod } from '../../db/model/costs.ts';
import { costDimensions } from '../../db/model/costs.ts';
import { requireProject } from '../../db/projects.ts';
import { refOf } from '../../db/resources.ts';
import { findRun } from '../../db/runs.ts';
import { addDays } from '../../db/statistics/days.ts';
import type { CostFilters, DriversQuery, ExploreQuery, PeriodQuery } from '../views/costs.ts';

export const todayUtc = (): string => new Date().toISOString().slice(0, 10);

export function filterOf(query: z.output<typeof CostFilters>): CostFilter {
  const named = [...costDimensions, 'currency', 'tag'] as const;
  return Object.fromEntries(named.map((name) => [name, query[name]]));
}

type Compared = { from: string; to: string; compareFrom?: string; compareTo?: string };

const periodsOf = ({ from, to, compareFrom, compareTo }: Compared) => ({
  period: { from, to },
  compare: compareFrom && compareTo ? { from: compareFrom, to: compareTo } : null,
});

export async function explore(tx: Tx, query: z.output<typeof ExploreQuery>) {
  const { metric, groupBy, limit } = query;
  const request = { metric, groupBy, limit, filter: filterOf(query), ...periodsOf(query) };
  const { rows, totals } = await exploreCosts(tx, request);
  return { ...request, filter: undefined, rows, totals, freshness: await costFreshness(tx) };
}

export async function drivers(tx: Tx, query: z.output<typeof DriversQuery>) {
  const { metric, by, limit } = query;
  const period = { from: query.from, to: query.to };
  const compare = { from: query.compareFrom, to: query.compareTo };
  const found = await costDrivers(tx, { metric, by, limit, period, compare, filter: filterOf(query) });
  return { metric, period, compare, by, ...found, freshness: await costFreshness(tx) };
}

type PeriodGiven = z.output<typeof PeriodQuery>;

function lastDays({ from, to = todayUtc() }: PeriodGiven): CostPeriod {
  return { from: from ?? addDays(to, -89), to };
}

export async function resourceCosts(tx: Tx, resourceId: string, query: PeriodGiven) {
  const { cloudId } = await refOf(tx, resourceId);
  const [metric, period] = [query.metric, lastDays(query)];
  const currencies = await costsOfResource(tx, cloudId, { metric, period });
  return { metric, period, currencies, freshness: await costFreshness(tx) };
}

export async function projectCosts(tx: Tx, projectId: string, query: PeriodGiven) {
  await requireProject(tx, projectId);
  const [metric, period] = [query.metric, lastDays(query)];
  const ask = { metric, period, filter: { project: [projectId] }, limit: 50 };
  const { rows: daily, totals } = await exploreCosts(tx, { ...ask, groupBy: ['day'] });
  const { rows: byService } = await exploreCosts(tx, { ...ask, groupBy: ['service'] });
  const resources = await costsOfOwned(tx, { projectId }, { metric, period });
  return { metric, period, totals, daily, byService, resources, freshness: await costFreshness(tx) };
}

/** The estimate that people approved, beside what the things that the run made have cost since. */
export async function runCosts(tx: Tx, runId: string, query: PeriodGiven) {
  const run = await findRun(tx, runId);
  const to = query.to ?? todayUtc();
  const ended = (run.finishedAt ?? run.createdAt).toISOString().slice(0, 10);
  const from = query.from ?? [ended, to].sort()[0] ?? to;
  const [metric, period] = [query.metric, { from, to }];
  const resources = await costsOfOwned(tx, { projectId: run.projectId, createdByRunId: runId }, { metric, period });
  const totals = sumByCurrency(resources);
  return { metric, period, estimate: run.cost, totals, resources, freshness: await costFreshness(tx) };
}

function sumByCurrency(resources: OwnedCost[]) {
  const currencies = [...new Set(resources.flatMap(({ currency }) => currency ?? []))].sort();
  return currencies.map((currency) => {
    const own = resources.filter((one) => one.currency === currency);
    const add = (amounts: (string | null)[]) => Exact.sum(0, ...amounts.flatMap((one) => one ?? [])).toFixed();
    return { currency, amount: add(own.map((one) => one.amount)), monthlyRate: add(own.map((one) => one.monthlyRate)) };
  });
}
