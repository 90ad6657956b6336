/** A plan for a terminal: what is destroyed and replaced first, sensitive values as the API masks them. */
import { styleText } from 'node:util';
import type { Run } from '../web/lib/api-types.generated.ts';
import { clean } from './clean.ts';

type Summary = NonNullable<Run['summary']>;
type Change = Summary['changes'][number];

const attributesShown = 12;

const marks: Record<Change['action'], [string, Parameters<typeof styleText>[0]]> = {
  destroy: ['-', 'red'],
  replace: ['-/+', 'magenta'],
  forget: ['~', 'yellow'],
  update: ['~', 'yellow'],
  create: ['+', 'green'],
  import: ['<', 'cyan'],
  move: ['>', 'cyan'],
  read: ['=', 'gray'],
};

const valueText = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

const attributeText = (attribute: Change['attributes'][number]): string => clean(attributeLine(attribute));

function attributeLine(attribute: Change['attributes'][number]): string {
  const { path, kind, before, after, sensitive, forcesReplacement } = attribute;
  const force = forcesReplacement ? '  (forces replacement)' : '';
  if (kind === 'unknown') return `${path} = known after apply${force}`;
  if (sensitive) return `${path} = (sensitive)${force}`;
  return kind === 'added'
    ? `${path} = ${valueText(after)}`
    : `${path}: ${valueText(before)} -> ${valueText(after)}${force}`;
}

function changeText(change: Change): string {
  const [mark, colour] = marks[change.action];
  const known = change.attributes.filter((attribute) => attribute.kind !== 'unknown' || attribute.forcesReplacement);
  const shown = known.slice(0, attributesShown).map((attribute) => `      ${attributeText(attribute)}`);
  const unknown = change.attributes.length - known.length;
  const rest = [
    ...(known.length > attributesShown ? [`      and ${known.length - attributesShown} more`] : []),
    ...(unknown > 0 ? [styleText('dim', `      ${unknown} known after apply`)] : []),
  ];
  return [styleText(colour, `  ${mark} ${clean(change.address)}  (${change.action})`), ...shown, ...rest].join('\n');
}

/** Low, expected and high; what is in no sum, by name; and of which day the prices are. */
function costLines(cost: Run['cost']): string[] {
  if (!cost) return [];
  if (cost.status === 'failed') return [`  Cost: ${clean(cost.reason)}`];
  const { delta, currency, coverage, unpricedTypes, partialResources, priceBook } = cost;
  const missing = [...unpricedTypes, ...partialResources].join(', ');
  return [
    `  Cost: ${delta.expected.startsWith('-') ? '' : '+'}${delta.expected} ${currency} a month (low ${delta.low}, high ${delta.high})`,
    `  Priced: ${coverage.priced + coverage.free} of ${coverage.changed} changed resources${missing ? `, not whole: ${missing}` : ''}; ${priceBook.name} of ${priceBook.date}`,
  ];
}

export function planText(run: Run): string {
  const { summary, risk, planSha256 } = run;
  if (!summary) return 'There is no plan.';
  const { create, update, replace, destroy } = summary.counts;
  return [
    '',
    styleText('bold', `Plan of revision ${run.revisionNumber}: ${clean(run.revisionReason)}`),
    ...summary.changes.map(changeText),
    '',
    `  ${create} to create, ${update} to change, ${replace} to replace, ${destroy} to destroy`,
    `  Risk: ${risk?.class ?? 'unknown'}${risk?.reasons.length ? ` (${clean(risk.reasons.join('; '))})` : ''}`,
    ...costLines(run.cost),
    `  Plan ${planSha256}`,
    '',
  ].join('\n');
}
