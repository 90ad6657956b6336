import { expect, it } from 'vitest';
import type { CostEstimate } from '../../../db/model/cost-estimate.ts';
import type { Risk } from '../../../db/model/plan-summary.ts';
import { planOf } from '../../billing/estimate/estimate.fixtures.ts';
import { estimatePlan } from '../../billing/estimate/index.ts';
import { withCostLimit } from './cost.ts';

const low: Risk = { class: 'low', reasons: [], secondPerson: false };
const of = (resources: Parameters<typeof planOf>[0]) => estimatePlan(planOf(resources), { region: 'us-east-1' });
const gateway = of({ 'aws_nat_gateway.n': { after: {} } });

it('asks for a second person above the limit, and not at it', () => {
  expect(withCostLimit(low, gateway, '37.34')).toEqual({
    class: 'medium',
    reasons: ['cost: 37.35 USD a month more, above the limit of 37.34'],
    secondPerson: true,
    secondPersonWhy: 'cost: 37.35 USD a month more, above the limit of 37.34',
  });
  expect(withCostLimit(low, gateway, '37.35')).toBe(low);
  expect(withCostLimit(low, gateway, undefined)).toBe(low);
});

it('does not take what has no price for cheap, nor an estimate that failed', () => {
  const unpriced = of({ 'aws_quantum_computer.q': { after: {} } });
  expect(withCostLimit(low, unpriced, '1000').reasons).toEqual([
    'cost: 1 of 1 changed resources have no price, so it may be above the limit of 1000 USD a month',
  ]);
  const failed: CostEstimate = { status: 'failed', reason: 'no' };
  expect(withCostLimit(low, failed, '1000').secondPerson).toBe(true);
});

it('never makes a risk smaller, and leaves the graver reason standing', () => {
  const critical: Risk = { class: 'critical', reasons: ['data loss: db'], secondPerson: true };
  expect(withCostLimit(critical, gateway, '1')).toMatchObject({ class: 'critical', secondPersonWhy: undefined });
});
