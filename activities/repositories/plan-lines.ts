/** A plan for a comment: what is destroyed and replaced first, values as the summary masked them, bounded in length. */
import type { CostEstimate } from '../../db/model/cost-estimate.ts';
import type { AttributeChange, ChangeCounts, PlanSummary, ResourceChange } from '../../db/model/plan-summary.ts';
import { code, folded, plain } from './markdown.ts';

/** GitHub's comment holds 65,536 characters; what is not shown is on the run's page. */
const most = { changes: 100, attributes: 12, characters: 50_000 } as const;

const marks: Record<ResourceChange['action'], string> = {
  destroy: 'destroy',
  replace: 'replace',
  forget: 'forget',
  update: 'change',
  create: 'add',
  import: 'import',
  move: 'move',
  read: 'read',
};

export function countsText({ create, update, replace, destroy, ...others }: ChangeCounts): string {
  const rest = [
    ...(others.forget ? [`${others.forget} to forget`] : []),
    ...(others.import ? [`${others.import} to import`] : []),
    ...(others.move ? [`${others.move} to move`] : []),
  ];
  const replaced = replace ? [`${replace} to replace`] : [];
  return [`${create} to add`, `${update} to change`, ...replaced, `${destroy} to destroy`, ...rest].join(', ');
}

export function changeLines({ changes }: PlanSummary): string[] {
  if (changes.length === 0) return [];
  const shown: string[] = [];
  let [count, characters] = [0, 0];
  for (const change of changes.slice(0, most.changes)) {
    const lines = linesOf(change);
    characters += lines.join('\n').length;
    if (characters > most.characters) break;
    shown.push(...lines);
    count += 1;
  }
  const left = changes.length - count;
  const rest = left > 0 ? [`- and ${left} more, on the run's page`] : [];
  return folded(`Changes (${changes.length})`, [...shown, ...rest]);
}

function linesOf({ action, address, attributes }: ResourceChange): string[] {
  const known = attributes.filter(({ kind, forcesReplacement }) => kind !== 'unknown' || forcesReplacement);
  const shown = known.slice(0, most.attributes).map((attribute) => `  - ${attributeText(attribute)}`);
  const left = known.length - shown.length;
  return [
    `- **${marks[action]}** ${code(address)}`,
    // A new thing has many attributes and no news in them; what is lost or turned is what people look for.
    ...(action === 'create' ? [] : shown),
    ...(action !== 'create' && left > 0 ? [`  - and ${left} more`] : []),
  ];
}

function attributeText({ path, kind, before, after, sensitive, forcesReplacement }: AttributeChange): string {
  const force = forcesReplacement ? ' (forces replacement)' : '';
  if (kind === 'unknown') return `${code(path)}: known after apply${force}`;
  if (sensitive) return `${code(path)}: masked${force}`;
  const value = (given: unknown) => code(given === undefined ? 'nothing' : JSON.stringify(given), 80);
  return `${code(path)}: ${value(before)} to ${value(after)}${force}`;
}

export function costText(cost: CostEstimate | null): string | null {
  if (!cost) return null;
  if (cost.status === 'failed') return `not known: ${plain(cost.reason)}`;
  const { delta, currency, unpricedTypes, partialResources, priceBook } = cost;
  const sign = delta.expected.startsWith('-') ? '' : '+';
  const missing = [...unpricedTypes, ...partialResources];
  const holes =
    missing.length > 0
      ? `; not in it: ${missing
          .slice(0, 5)
          .map((name) => code(name))
          .join(', ')}`
      : '';
  return `${sign}${delta.expected} ${currency} a month (low ${delta.low}, high ${delta.high}; prices of ${priceBook.date})${holes}`;
}
