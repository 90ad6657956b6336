import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { insightTable } from './measured.fixtures.ts';

it('is as docs/cost-insight.md tells', () => {
  expect(readFileSync('docs/cost-insight.md', 'utf8')).toContain(insightTable());
});
