import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { PlanJson } from '../terraform/plan-json.ts';
import { recorded } from '../terraform/plans.fixtures.ts';
import { planOf } from './estimate/estimate.fixtures.ts';
import { costOfPlan } from './run-cost.ts';

const log = pino({ enabled: false });
const options = { region: 'us-east-1' };

it('says that there is none where the estimate fails, and lets the run go on', () => {
  const broken = { resource_changes: [{ mode: 'managed', change: null }] } as unknown as PlanJson;
  expect(costOfPlan(broken, options, log)).toEqual({
    status: 'failed',
    reason: expect.stringContaining('could not be made'),
  });
});

it('shows no sensitive value, in whatever name it would stand', () => {
  const plan = planOf({ 'aws_instance.i': { after: { instance_type: 'x9.canary-4711', root_block_device: [] } } });
  const [change] = plan.resource_changes ?? [];
  if (change) change.change.after_sensitive = { instance_type: true };
  const text = JSON.stringify(costOfPlan(plan, options, log));
  expect(text).not.toContain('canary');
  expect(text).toContain('no price in us-east-1 for: Instance usage');
});

describe.each(recorded)('$name', ({ plan, expected }) => {
  it('is estimated, with every changed resource in the coverage and no secret', () => {
    const cost = costOfPlan(plan, options, log);
    if (cost.status !== 'estimated') throw new Error(cost.reason);
    const changed =
      expected.creates.length + expected.updates.length + expected.replaces.length + expected.destroys.length;
    expect(cost.coverage.changed).toBe(changed);
    for (const secret of expected.secrets ?? []) expect(JSON.stringify(cost)).not.toContain(secret);
  });
});
