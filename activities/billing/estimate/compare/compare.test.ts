import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../services/index.ts';
import { usageDefaults } from '../usage-defaults.ts';
import { type Comparison, compareCase, tableOf } from './compare.ts';
import { devCases, devCasesAreHere, estimateCase } from './dev-cases.ts';
import { markdownTable } from './markdown.ts';

const compared = devCases().map((one) => ({ name: one.case, rows: compareCase(one, estimateCase(one)) }));
const all: Comparison[] = compared.flatMap(({ rows }) => rows);
const exact = ({ match }: Comparison) => match.found && match.unit && match.quantity && match.price;

if (!devCasesAreHere) console.warn('Skipped: the Infracost cases are not at ../shared/data/infracost/dev.json.');

describe.skipIf(!devCasesAreHere)('the development cases, planned by Terraform', () => {
  it.each(compared)('$name: finds every component with its unit and quantity', ({ rows }) => {
    const missed = rows.filter(({ match }) => !match.found || !match.unit || !match.quantity);
    expect(missed.map(({ reference }) => `${reference.resource} / ${reference.component}`)).toEqual([]);
  });

  it('differs in the price of nothing but I/O that I/O-Optimized storage includes', () => {
    expect(all).toHaveLength(550);
    expect(all.filter((one) => !exact(one)).map(({ reference }) => reference.resource)).toEqual([
      'aws_rds_cluster.my_sql_serverless_io_optimized',
      'aws_rds_cluster.postgres_serverless_io_optimized',
    ]);
  });

  it('is off by no more than the rounding of what was printed', () => {
    const [sum] = tableOf(all, () => 'all');
    expect(Number(sum?.error)).toBeLessThanOrEqual(0.12);
  });

  it('is what the page says', () => {
    const page = readFileSync(new URL('../../../../docs/cost-estimates.md', import.meta.url), 'utf8');
    for (const type of Object.keys(rules)) expect(page).toContain(`\`${type}\``);
    for (const [type, uses] of Object.entries(usageDefaults))
      for (const [key, value] of Object.entries(uses))
        expect(page).toMatch(new RegExp(`\\| ${type} \\|.*\\b${key} ${value}\\b`));
    expect(page).toContain(markdownTable([...tableOf(all, (one) => one.class), ...tableOf(all, () => 'all')]));
  });
});
