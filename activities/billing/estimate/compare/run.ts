/**
 * Compares estimates with a file of Infracost cases, after really planning each:
 * `node activities/billing/estimate/compare/run.ts FILE [--mirror FOLDER] [--keep PLANS.jsonl]`.
 *
 * Prints a table per type and each component that differs. A case that cannot be planned is said, and counts as not found.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { errorText } from '../../../../platform/errors.ts';
import { type Comparison, compareCase, tableOf } from './compare.ts';
import { estimateCase, type PlannedCase } from './dev-cases.ts';
import { markdownTable } from './markdown.ts';
import { planConfiguration, trimmed } from './plan-cases.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { mirror: { type: 'string' }, keep: { type: 'string' } },
});
const [file] = positionals;
if (!file) throw new Error('Name the file of cases: run.ts FILE [--mirror FOLDER] [--keep PLANS.jsonl]');

const cases = JSON.parse(readFileSync(file, 'utf8')) as (PlannedCase & { hcl: string })[];
const print = (text: string) => process.stdout.write(`${text}\n`);
const kept: string[] = [];
const all: Comparison[] = [];

for (const { hcl, ...one } of cases) {
  try {
    const planned = { ...one, plan: trimmed(await planConfiguration(hcl, flags.mirror)) };
    kept.push(JSON.stringify({ case: planned.case, plan: planned.plan }));
    const found = compareCase(planned, estimateCase(planned));
    all.push(...found);
    for (const { reference, match } of found)
      if (!match.found || !match.unit || !match.quantity || !match.price)
        print(
          `${one.case}: ${reference.resource} / ${[...reference.path, reference.component].join(' / ')} ${JSON.stringify(match)}`,
        );
  } catch (error) {
    print(`${one.case}: not planned: ${errorText(error)}`);
    const missing = { found: false, unit: false, quantity: false, price: false, error: null };
    all.push(
      ...one.components.map((reference) => ({
        name: one.case,
        class: reference.resource.split('.')[0] ?? '',
        reference,
        match: missing,
      })),
    );
  }
}
print(markdownTable([...tableOf(all, (one) => one.class), ...tableOf(all, () => 'all')]));
if (flags.keep) writeFileSync(flags.keep, `${kept.join('\n')}\n`);
