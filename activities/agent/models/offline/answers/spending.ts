/** What was paid, why it changed, and whether budgets hold, each with its period, currency, metric and freshness. */

import { isObject, type Json, type Turn } from '../conversation.ts';
import type { CostQuestion } from '../cost-questions.ts';
import type { Reply } from '../reply.ts';
import { asObjects } from '../site.ts';
import { capital, quoted, sentenceList, shown } from '../words.ts';
import { asking } from './runs.ts';

export function spending(question: CostQuestion, turn: Turn, tools: ReadonlySet<string>): Reply {
  return askFor(question)(turn, tools);
}

function askFor(question: CostQuestion) {
  if (question.ask === 'budgets')
    return asking({ name: 'budget_state', args: {} }, 'I look at the budgets.', budgetWords);
  const { period, filter } = question;
  if (question.ask === 'why')
    return asking({ name: 'explain_cost_change', args: { period, filter } }, 'I compare the bills.', (result) =>
      changeWords(result, filter),
    );
  const args = { period, groupBy: [question.groupBy], filter };
  return asking({ name: 'query_costs', args }, 'I look at the bills.', (result) => costWords(result, filter));
}

type Filter = Record<string, string[]>;

const money = (amount: unknown, currency: unknown): string => {
  const [whole = '0', cents = ''] = quoted(amount, 40).split('.');
  return `${whole}.${cents.padEnd(2, '0').slice(0, 2)} ${quoted(currency, 10)}`;
};

const days = (period: unknown): string =>
  isObject(period) ? `${quoted(period.from, 10)} to ${quoted(period.to, 10)}` : 'a period that was not named';

const subject = (filter: Filter): string => {
  const values = Object.values(filter).flat();
  return values.length === 0 ? 'everything' : sentenceList(values.map((value) => value.toLowerCase()));
};

function freshWords({ freshness }: Json): string {
  if (!isObject(freshness)) return '';
  const until = freshness.completeThrough
    ? `The bills are complete until ${quoted(freshness.completeThrough, 10)}.`
    : 'No day of the bills is complete yet.';
  const made = Array.isArray(freshness.madeUp) && freshness.madeUp.length > 0;
  return `${until}${made ? ' Costs of the sandbox account are made up from list prices: nobody pays them.' : ''}`;
}

const metricWords = (result: Json) => `${quoted(result.metric, 20)} cost, amounts rounded down to cents`;

function costWords(result: Json, filter: Filter): string {
  const totals = asObjects(result.totals);
  if (totals.length === 0)
    return `No bill has any cost of ${subject(filter)} for ${days(result.period)}. ${freshWords(result)}`;
  const sums = sentenceList(totals.map(({ amount, currency }) => money(amount, currency)));
  const lines = asObjects(result.rows).map(
    ({ name, amount, currency }) => `- ${shown(name, 100)}: ${money(amount, currency)}`,
  );
  return `${capital(subject(filter))} cost ${sums} from ${days(result.period)} (${metricWords(result)}). ${freshWords(result)}\n\n${lines.join('\n')}`;
}

function changeWords(result: Json, filter: Filter): string {
  const totals = asObjects(result.totals);
  if (totals.length === 0)
    return `No bill has any cost of ${subject(filter)} for ${days(result.period)} or the time before. ${freshWords(result)}`;
  const sums = totals.map(
    ({ amount, before, change, currency }) =>
      `${capital(subject(filter))} cost ${money(amount, currency)} from ${days(result.period)}, ${changed(change, currency)} than the ${money(before, currency)} from ${days(result.compare)}`,
  );
  const parts = [
    movedBy('by service', result.byService),
    movedBy('by region', result.byRegion),
    movedBy('by resource', result.byResource),
  ].filter(Boolean);
  const moved = parts.length > 0 ? `\n\nWhat moved most:\n\n${parts.join('\n\n')}` : '\n\nNothing moved.';
  return `${sums.join('. ')} (${metricWords(result)}). ${freshWords(result)}${moved}`;
}

function changed(change: unknown, currency: unknown): string {
  const text = quoted(change, 40);
  return text.startsWith('-') ? `${money(text.slice(1), currency)} less` : `${money(text, currency)} more`;
}

function movedBy(title: string, given: unknown): string {
  const lines = asObjects(given).map(
    ({ name, change, amount, before, currency }) =>
      `- ${shown(name, 100)}: ${changed(change, currency)} (${money(before, currency)} to ${money(amount, currency)})`,
  );
  return lines.length === 0 ? '' : `${capital(title)}:\n${lines.join('\n')}`;
}

const verdicts: Record<string, string> = {
  within: 'within it',
  threshold_met: 'within it, past one of its thresholds',
  over: 'over it',
  over_by_forecast: 'within it so far, but over it by the end, as it looks now',
};

function budgetWords(result: Json): string {
  const budgets = asObjects(result.budgets);
  if (budgets.length === 0) return 'There are no budgets yet. Make one on the page Costs, under Budgets.';
  const lines = budgets.map((budget) => {
    const { name, amount, currency, actual, verdict, period, forecast, metric } = budget;
    const ahead = isObject(forecast)
      ? `, forecast ${money(forecast.expected, currency)} (${money(forecast.low, currency)} to ${money(forecast.high, currency)})`
      : '';
    return `- ${shown(name, 100)}: ${verdicts[String(verdict)] ?? 'in a state I do not know'}; ${money(actual, currency)} of ${money(amount, currency)} spent from ${days(period)} (${quoted(metric, 20)} cost)${ahead}`;
  });
  const over = budgets.filter(({ verdict }) => verdict === 'over' || verdict === 'over_by_forecast').length;
  const first =
    over === 0 ? 'Yes, every budget holds.' : `No: ${over} of ${budgets.length} budgets will not hold or do not.`;
  return `${first} ${freshWords(result)}\n\n${lines.join('\n')}`;
}
