/** Looks through a billing account's complete days after each load, keeps what is strange, and tells people once. */
import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { inOrg, type Tx } from '../../../db/client.ts';
import {
  type AnomalyRow,
  anomalyDrivers,
  type CostSeries,
  keepAnomalies,
  type NewAnomaly,
  noteDrivers,
  usageSeries,
  withoutDrivers,
} from '../../../db/costs/anomalies.ts';
import { costFreshness } from '../../../db/costs/freshness.ts';
import { tellNotice } from '../../../db/notices.ts';
import { findAnomalies } from '../../../db/statistics/anomalies.ts';
import { addDays } from '../../../db/statistics/days.ts';
import type { AfterLoad } from '../after-load.ts';

/** What is looked back on; the weeks before the days that are judged say what is usual. */
const daysBack = 180;
/** Days in which something strange is kept: of older bills nobody can act on any more. */
const daysKept = 60;
/** Days in which it is news. */
const daysTold = 10;
const mostTold = 5;
const mostExplained = 20;

export const lookForAnomalies: AfterLoad = async ({ db }, { orgId, billingAccountId }) => {
  const scope = { orgId };
  await inOrg(db, scope, async (tx) => {
    const { accounts } = await costFreshness(tx);
    const last = accounts.find((account) => account.billingAccountId === billingAccountId)?.completeThrough;
    if (!last) return;
    const from = addDays(last, -daysKept);
    const series = await usageSeries(tx, billingAccountId, addDays(last, -daysBack), last);
    const found = series.flatMap((one) => strangeDays(one, { orgId, billingAccountId, last, from }));
    const fresh = await keepAnomalies(tx, { orgId, billingAccountRef: billingAccountId, from }, found);
    await tell(
      tx,
      orgId,
      fresh.filter(({ day }) => day > addDays(last, -daysTold)),
    );
  });
  // Reads the bills' own rows, which takes a while: each by itself, so that what is known is kept.
  const open = await inOrg(db, scope, (tx) => withoutDrivers(tx, billingAccountId, mostExplained));
  for (const anomaly of open) {
    await inOrg(db, scope, async (tx) => noteDrivers(tx, anomaly.id, await anomalyDrivers(tx, anomaly)));
  }
};

type Look = { orgId: string; billingAccountId: string; last: string; from: string };

function strangeDays(series: CostSeries, { orgId, billingAccountId, last, from }: Look): NewAnomaly[] {
  const { currency, subAccountId, serviceName } = series;
  const amounts = new Map(series.days.map(({ day, amount }) => [day, amount]));
  const days = series.days.map(({ day, amount }) => ({ day, amount: Number(amount) }));
  // What is not billed on the newest day cost nothing then: its series must not end early.
  if (!amounts.has(last)) days.push({ day: last, amount: 0 });
  return findAnomalies(days)
    .filter(({ day }) => day >= from)
    .map(({ day, expected, actual, score, kind }) => ({
      orgId,
      billingAccountRef: billingAccountId,
      day,
      currency,
      subAccountId,
      serviceName,
      subject: subjectOf([billingAccountId, currency, subAccountId, serviceName]),
      expected: new Decimal(expected).toFixed(2),
      // A drift is about two weeks, so what it names is their median; of a day the bill's own amount stands.
      actual: kind === 'drift' ? new Decimal(actual).toFixed(2) : new Decimal(amounts.get(day) ?? 0).toFixed(),
      score: new Decimal(score).toFixed(2),
      kind,
    }));
}

const subjectOf = (parts: (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const words: Record<AnomalyRow['kind'], string> = {
  spike: 'cost more than usual on',
  step: 'has cost more than usual since',
  drift: 'has been growing since',
  drop: 'cost less than usual on',
  new: 'costs money since',
};

async function tell(tx: Tx, orgId: string, fresh: AnomalyRow[]): Promise<void> {
  const largest = [...fresh].sort((a, b) => moved(b).comparedTo(moved(a)));
  for (const anomaly of largest.slice(0, mostTold)) await tellOne(tx, orgId, anomaly);
}

const moved = ({ actual, expected }: AnomalyRow): Decimal => new Decimal(actual).minus(expected).abs();

async function tellOne(tx: Tx, orgId: string, anomaly: AnomalyRow): Promise<void> {
  const { kind, day, currency, actual, expected, serviceName, subAccountId } = anomaly;
  const where = subAccountId ? ` in account ${subAccountId}` : '';
  const money = (amount: string) => `${new Decimal(amount).toFixed(2)} ${currency}`;
  const text = `${serviceName ?? 'A service without a name'}${where} ${words[kind]} ${day}: ${money(actual)} a day, where ${money(expected)} was expected. Look at what moved, and say whether it is all right.`;
  const key = `anomaly:${anomaly.id}`;
  const level = kind === 'drop' ? 'info' : 'warning';
  const href = `/costs/anomalies?id=${anomaly.id}`;
  const subject = { anomalyId: anomaly.id, billingAccountId: anomaly.billingAccountRef };
  await tellNotice(tx, orgId, { key, kind: 'cost_anomaly', level, text, href, subject });
}
