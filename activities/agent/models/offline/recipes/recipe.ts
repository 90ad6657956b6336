/** What a recipe is given and gives back. */
import { append, type Files } from '../hcl/edit.ts';
import { type Kind, kinds, type WritableKind } from '../kinds.ts';
import { free, label as labelOf, slug } from '../names.ts';
import { explicitName, purpose, qualifier } from '../read.ts';
import { labels, type Site, taken } from '../site.ts';

export type Ask = {
  /** The part of the request that is about this one resource. */
  text: string;
  /** The whole request, for what is said once for several resources. */
  whole: string;
};

export type Written = {
  files: Files;
  file: string;
  /** A noun phrase with the name: "the private S3 bucket `logs`". */
  what: string;
  /** What is good about it, as clauses after "it": "encrypts every object". */
  points: string[];
  /** Whole sentences people should read before they approve. */
  notes: string[];
};

/** Why the recipe will not do it, in whole sentences. */
export type Declined = { declined: string };

export type Recipe = {
  of: WritableKind;
  /** The kinds to list before writing, so that names and networks fit what exists. */
  looks: readonly Kind[];
  write(ask: Ask, site: Site): Written | Declined;
};

/** The words a name is made of: what the person said, or the recipe's own. */
export function baseName(ask: Ask, kind: Kind, fallback: string): { base: string; explicit: boolean } {
  const named = explicitName(ask.text);
  if (named !== undefined) return { base: named, explicit: true };
  const words = qualifier(ask.text, kinds[kind].words) ?? purpose(ask.text) ?? sharedPurpose(ask.whole);
  const base = slug(withoutKind(words ?? '', kind), 40);
  return { base: base === '' ? fallback : base, explicit: false };
}

/** What several resources are for together; a service that one of them works for is not that. */
function sharedPurpose(whole: string): string | undefined {
  const words = purpose(whole);
  return words !== undefined && /^(?:lambdas?|ec2|ecs|fargate|glue)\b/i.test(words) ? undefined : words;
}

/** "orders queue" for a queue is "orders". */
const withoutKind = (words: string, kind: Kind) =>
  words.replace(new RegExp(kinds[kind].words.source, 'gi'), ' ').trim();

/** A label no resource of these types uses yet. */
export function freeLabel(site: Site, base: string, types: readonly string[]): string {
  const used = new Set(types.flatMap((type) => [...labels(site, type)]));
  return free(labelOf(base), used, '_');
}

/** A name nothing of that kind has; a chosen name that is taken is refused instead of changed. */
export function freeName(site: Site, kind: Kind, name: string, explicit: boolean): string | Declined {
  const used = taken(site, kind);
  if (!explicit) return free(name, used);
  if (!used.has(name)) return name;
  return {
    declined: `There is already ${kinds[kind].one} \`${name}\`, so I did not propose a second one. Choose another name, or ask me to change that one.`,
  };
}

export const isDeclined = <T>(value: T | Declined): value is Declined =>
  typeof value === 'object' && value !== null && 'declined' in value;

/** The project's files with the blocks added to the recipe's own file. */
export const withBlocks = (site: Site, file: string, blocks: readonly string[]): Files =>
  append(site.files, file, blocks.join('\n'));
