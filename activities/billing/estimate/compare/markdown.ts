/** The table of `docs/cost-estimates.md`: a test compares it with what comes out today. */
import type { Row } from './compare.ts';

export function markdownTable(rows: Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.class} | ${row.cases} | ${row.components} | ${row.found} | ${row.quantity} | ${row.price} | ${row.exact} | ${row.printed} | ${row.error} |`,
  );
  return [
    '| type | cases | components | found | quantity exact | price within 0.5% | all of it | printed USD | sum of differences USD |',
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
