import { expect, it } from 'vitest';
import { costSearch, exploreHref } from './cost-filters.ts';

const period = { from: '2026-11-01', to: '2026-11-25' };

it('asks in one order, whatever order the page has', () => {
  const filters = { tag: ['team=core'], service: ['B', 'A'] };
  expect(
    costSearch({ period, metric: 'billed', filters, currency: 'USD', groupBy: ['day', 'service'], limit: 7 }),
  ).toBe(
    'from=2026-11-01&to=2026-11-25&metric=billed&groupBy=day&groupBy=service&service=B&service=A&tag=team%3Dcore&currency=USD&limit=7',
  );
});

it('leads from a row to the explorer, also from one without a value', () => {
  const given = { range: 'month', metric: 'effective', currency: 'USD', groupBy: 'region' };
  expect(exploreHref({ ...given, group: 'service', value: null })).toBe(
    '/costs/explore?range=month&currency=USD&groupBy=region&service=',
  );
  expect(exploreHref({ ...given, group: 'tag:team', value: 'core' })).toContain('tag=team%3Dcore');
});
