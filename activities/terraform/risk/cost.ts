/** A change that costs more than an organisation lets one person decide about. */
import { Decimal } from 'decimal.js';
import type { CostEstimate } from '../../../db/model/cost-estimate.ts';
import { type Risk, riskClasses } from '../../../db/model/plan-summary.ts';

/**
 * What nobody could price is not under the limit: then a second person has to look as well.
 *
 * @param limit USD a month of expected increase (`APPROVAL_COST_DELTA`), as decimal text; without one the risk stays as it is
 */
export function withCostLimit(risk: Risk, cost: CostEstimate, limit: string | undefined): Risk {
  const why = limit === undefined ? null : overLimit(cost, limit);
  if (why === null) return risk;
  const level = Math.max(riskClasses.indexOf(risk.class), riskClasses.indexOf('medium'));
  return {
    class: riskClasses[level] ?? risk.class,
    reasons: [...risk.reasons, `cost: ${why}`],
    secondPerson: true,
    // That data can be lost is the graver reason of the two.
    secondPersonWhy: risk.secondPerson ? risk.secondPersonWhy : `cost: ${why}`,
  };
}

function overLimit(cost: CostEstimate, limit: string): string | null {
  if (cost.status === 'failed') return `nobody could estimate it, and the limit is ${limit} USD a month`;
  const { delta, coverage, currency } = cost;
  const more = new Decimal(delta.expected);
  if (more.gt(limit)) return `${more.toFixed(2)} ${currency} a month more, above the limit of ${limit}`;
  const unknown = coverage.partial + coverage.unpriced;
  if (unknown === 0) return null;
  return `${unknown} of ${coverage.changed} changed resources have no price, so it may be above the limit of ${limit} ${currency} a month`;
}
