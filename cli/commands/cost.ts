import { type Command, Option } from 'commander';
import type { CostExploration } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { usage } from '../failures.ts';
import { table } from '../output.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';
import { collect, day, month, wholeNumber } from '../values.ts';

type Options = {
  month?: string;
  from?: string;
  to?: string;
  by: string[];
  filter: string[];
  metric: string;
  limit: number;
};

/** A name that the API does not know would filter nothing. */
const filterNames = [
  'provider',
  'source',
  'billingAccount',
  'subAccount',
  'serviceCategory',
  'service',
  'region',
  'chargeCategory',
  'pricingCategory',
  'project',
  'currency',
  'tag',
];

const examples = `
Examples:
  $ aurora cost                                      last month, by service
  $ aurora cost --month 2026-03 --by region --by service
  $ aurora cost --from 2026-03-01 --to 2026-03-07 --by day --filter service="Amazon EC2"
  $ aurora cost --by tag:team --filter project=PROJECT_ID --json`;

export function addCost(program: Command, terminal: Terminal): void {
  program
    .command('cost')
    .description('what things cost: last month, by service, unless told otherwise')
    .option('--month <YYYY-MM>', 'a whole month', month)
    .option('--from <day>', 'first day, UTC', day)
    .option('--to <day>', 'last day, it included', day)
    .option(
      '--by <group>',
      'day, week, month, service, region, project, subAccount, tag:KEY, …; up to two',
      collect,
      [],
    )
    .option(
      '--filter <name=value>',
      'such as service=…, region=…, tag=team=web; several are all to be met',
      collect,
      [],
    )
    .addOption(
      new Option('--metric <metric>', 'what counts')
        .choices(['billed', 'effective', 'list', 'contracted'])
        .default('effective'),
    )
    .option('--limit <n>', 'values of each currency', wholeNumber, 50)
    .addHelpText('after', examples)
    .action(signedIn(terminal, cost));
}

async function cost({ api, out }: Cli, options: Options): Promise<void> {
  const groupBy = options.by.length > 0 ? options.by : ['service'];
  const { metric, limit } = options;
  const query = { ...filtersOf(options.filter), ...periodOf(options), groupBy, metric, limit };
  const found = await api.get<CostExploration>('/costs/explore', query);
  out.show(found, () => costText(found));
  if (out.json) return;
  const madeUp = found.freshness.accounts.filter((one) => one.madeUp).map(({ name }) => clean(name));
  if (madeUp.length > 0)
    out.note(`Nobody pays what is billed by: ${madeUp.join(', ')}. It is made up for the sandbox.`);
  if (found.freshness.completeThrough) out.note(`The bills are complete through ${found.freshness.completeThrough}.`);
}

function costText({ period, metric, groupBy, rows, totals }: CostExploration): string {
  const head = [...groupBy.map((name) => name.toUpperCase()), 'AMOUNT', 'CURRENCY'];
  const lines = rows.map(({ labels, keys, others, amount, currency }) => [
    ...groupBy.map((_, at) => (others ? (at === 0 ? 'all others' : '') : (labels[at] ?? keys[at] ?? '(none)'))),
    amount,
    currency,
  ]);
  const sums = totals.map(({ amount, currency }) => [
    ...groupBy.map((_, at) => (at === 0 ? 'total' : '')),
    amount,
    currency,
  ]);
  return `${period.from} to ${period.to}, ${metric}\n${table(head, [...lines, ...sums])}`;
}

/** @throws Failure with exit code 2 */
function filtersOf(given: string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`"${text}" is no filter: write it as name=value, such as region=eu-west-1.`);
    const name = text.slice(0, at);
    if (!filterNames.includes(name)) throw usage(`There is no filter "${name}". There are ${filterNames.join(', ')}.`);
    filters[name] = [...(filters[name] ?? []), text.slice(at + 1)];
  }
  return filters;
}

export function periodOf({ month: whole, from, to }: Pick<Options, 'month' | 'from' | 'to'>, now = new Date()) {
  if (whole && (from || to)) throw usage('Say either --month, or --from and --to.');
  if (Boolean(from) !== Boolean(to)) throw usage('A period needs both --from and --to.');
  if (from && to) return { from, to };
  const [year = 0, number = 0] = whole?.split('-').map(Number) ?? [now.getUTCFullYear(), now.getUTCMonth()];
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: dayOf(Date.UTC(year, number - 1, 1)), to: dayOf(Date.UTC(year, number, 0)) };
}
