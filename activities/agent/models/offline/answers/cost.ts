/** What the newest plan would cost, from the estimate that was made with it. */
import { isObject, type Json } from '../conversation.ts';
import { asObjects } from '../site.ts';
import { count, quoted, sentenceList, shown } from '../words.ts';
import { type Asker, asking } from './runs.ts';

export const cost: Asker = asking(
  { name: 'estimate_cost', args: {} },
  'I read the estimate of the newest plan.',
  (result) => {
    const { currency, priceBook, delta, after, coverage } = result;
    if (!isObject(priceBook) || !isObject(delta) || !isObject(after) || !isObject(coverage))
      return 'The estimate was answered in a way I do not understand.';
    const unit = quoted(currency, 10);
    const priced = Number(coverage.priced ?? 0) + Number(coverage.free ?? 0);
    const unpriced = (Array.isArray(result.unpricedTypes) ? result.unpricedTypes : []).map((type) => shown(type, 60));
    const lines = asObjects(result.resources)
      .filter(({ status }) => status === 'priced' || status === 'partial')
      .slice(0, 10)
      .map((one) => `- ${shown(one.address, 120)}: ${rangeWords(one.delta, unit)}`);
    return [
      `The plan of the run ${shown(result.runId, 40)} changes the cost of a month by ${rangeWords(delta, unit)}; the whole project then costs ${rangeWords(after, unit)}.`,
      `It is an estimate from ${quoted(priceBook.name, 60)} of ${quoted(priceBook.date, 12)}, not a bill: ${priced} of ${count(Number(coverage.changed ?? 0), 'changed resource')} could be priced.`,
      unpriced.length > 0 ? `There is no price for ${sentenceList(unpriced)}, so that is in no sum.` : '',
      lines.length > 0 ? `\n${lines.join('\n')}` : '',
    ]
      .filter(Boolean)
      .join(' ');
  },
);

/** "12.00 USD", or with what it is without use and in a busy month. */
function rangeWords(range: unknown, unit: string): string {
  const { low, expected, high } = (isObject(range) ? range : {}) as Json;
  const figure = (value: unknown) => quoted(value, 30);
  return low === high
    ? `${figure(expected)} ${unit}`
    : `${figure(expected)} ${unit} (${figure(low)} to ${figure(high)}, by use)`;
}
