/** The listings as docs/inventory.md shows them; a test compares. Run this file to print it. */
import { awsKinds } from './kinds/index.ts';

export function kindsTable(): string {
  const rows = awsKinds.map(({ kind, title, nativeType, category, place, rules }) => {
    const edges = rules.map((rule) => rule.name.replace(/^aws\.[a-z0-9]+\.[a-z_]+\./, '')).join(', ');
    return `| \`${kind}\` | ${title} | \`${nativeType}\` | ${category} | ${place === 'global' ? 'once' : 'each region'} | ${edges} |`;
  });
  return ['| Listing | What | Type | Category | Asked | Edges by |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

if (import.meta.main) console.log(kindsTable());
