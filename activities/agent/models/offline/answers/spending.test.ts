import { describe, expect, it } from 'vitest';
import { costAnswers } from '../testing/costs.ts';
import { converse } from '../testing/driver.ts';
import { understand } from '../understand.ts';

const world = { answers: costAnswers };

describe('questions about what was paid', () => {
  it.each([
    ['What did storage cost last month and why did it grow?', 'why', 'last_month', { serviceCategory: ['Storage'] }],
    ['Why did our spending increase last month?', 'why', 'last_month', {}],
    ['what do we spend per service', 'costs', 'this_month', {}],
    ['What did we spend on databases last week?', 'costs', 'last_7_days', { serviceCategory: ['Databases'] }],
  ])('"%s" reads the bills', (text, ask, period, filter) => {
    expect(understand(text)).toMatchObject({ kind: 'spending', question: { ask, period, filter } });
  });

  it.each(['What does this cost?', 'What would the plan cost?', 'Create a bucket for the bills', 'How much is it?'])(
    '"%s" is none of them',
    (text) => {
      expect(understand(text).kind).not.toBe('spending');
    },
  );

  it('tell why, with period, currency, metric and freshness, and names as text', async () => {
    const talk = await converse('What did storage cost last month and why did it grow?', world);
    expect(talk.calls).toEqual([
      { name: 'explain_cost_change', args: { period: 'last_month', filter: { serviceCategory: ['Storage'] } } },
    ]);
    expect(talk.last).toContain('Storage cost 120.55 USD from 2026-10-01 to 2026-10-31, 20.55 USD more');
    expect(talk.last).toContain('100.00 USD from 2026-09-01 to 2026-09-30 (effective cost');
    expect(talk.last).toContain('complete until 2026-11-24');
    expect(talk.last).toContain('`eu-central-1`: 3.00 USD less');
    expect(talk.last).not.toContain('`](http');
  });

  it('tell the costs of each service', async () => {
    const talk = await converse('What do we spend per service?', world);
    expect(talk.calls).toMatchObject([{ name: 'query_costs', args: { period: 'this_month', groupBy: ['service'] } }]);
    expect(talk.last).toContain('- `Amazon S3`: 120.55 USD');
  });

  it('tell whether budgets hold', async () => {
    const talk = await converse('Are we within budget?', world);
    expect(talk.last).toContain('No: 1 of 1 budgets');
    expect(talk.last).toContain('80.50 USD of 100.00 USD spent');
    const none = await converse('Are we within budget?', {
      answers: { budget_state: { ok: true, freshness: {}, budgets: [] } },
    });
    expect(none.last).toContain('There are no budgets yet');
  });
});
