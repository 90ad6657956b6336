/** Tells when a budget's threshold is met, each once a period. */
import { Decimal } from 'decimal.js';
import { inOrg, type Tx } from '../../../db/client.ts';
import { type Budget, type BudgetState, budgetsToCheck, noteTold, stateOf } from '../../../db/costs/budgets.ts';
import { costFreshness } from '../../../db/costs/freshness.ts';
import { tellNotice } from '../../../db/notices.ts';
import type { AfterLoad } from '../after-load.ts';

/** What was told and the notice are one transaction: a killed worker tells it again or not at all. */
export const checkBudgets: AfterLoad = async ({ db }, { orgId }) => {
  const today = new Date().toISOString().slice(0, 10);
  await inOrg(db, { orgId }, async (tx) => {
    const all = await budgetsToCheck(tx);
    if (all.length === 0) return;
    const { completeThrough } = await costFreshness(tx);
    for (const budget of all) await check(tx, budget, await stateOf(tx, budget, today, completeThrough));
  });
};

async function check(tx: Tx, budget: Budget, state: BudgetState): Promise<void> {
  const news = budget.thresholds.filter((threshold) => {
    const percent = threshold.basis === 'actual' ? state.actualPercent : state.forecastPercent;
    return percent !== null && percent >= threshold.percent && !budget.told.includes(keyOf(state, threshold));
  });
  if (news.length === 0) return;
  for (const threshold of news) await tell(tx, budget, state, threshold);
  await noteTold(tx, budget.id, [...budget.told, ...news.map((threshold) => keyOf(state, threshold))]);
}

type Threshold = Budget['thresholds'][number];

const keyOf = ({ period }: BudgetState, { percent, basis }: Threshold): string => `${period.from}:${basis}:${percent}`;

async function tell(tx: Tx, budget: Budget, state: BudgetState, threshold: Threshold): Promise<void> {
  const { id, orgId, name, currency, amount, projectId } = budget;
  const money = (text: string) => `${new Decimal(text).toFixed(2)} ${currency}`;
  const { period, actual, actualPercent, forecast, forecastPercent, asOf } = state;
  const text =
    threshold.basis === 'actual'
      ? `${actualPercent} % of the budget "${name}" is spent: ${money(actual)} of ${money(amount)}, for ${period.from} to ${period.to}.`
      : `By the costs up to ${asOf}, the budget "${name}" will come to about ${money(forecast?.expected ?? '0')}, which is ${forecastPercent} % of ${money(amount)}, for ${period.from} to ${period.to}.`;
  const level = threshold.percent >= 100 && threshold.basis === 'actual' ? 'error' : 'warning';
  // With the amount: a budget that people change is asked about again.
  const key = `budget:${id}:${keyOf(state, threshold)}:${amount}`;
  const subject = { budgetId: id, ...(projectId ? { projectId } : {}) };
  const href = `/costs/budgets?id=${id}`;
  await tellNotice(tx, orgId, { key, kind: 'budget_passed', level, text, href, subject });
}
