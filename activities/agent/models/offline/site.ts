/** What exists, as far as this turn has looked: the project's files and what the account's listings said. */
import { type Done, isObject, type Json } from './conversation.ts';
import { type Files, literal, resources } from './hcl/edit.ts';
import { scan } from './hcl/scan.ts';
import { type Kind, kinds } from './kinds.ts';

export type Site = {
  files: Files;
  project: string | null;
  account: string | null;
  region: string;
  sandbox: boolean;
  /** What `list_resources` answered, by kind; a kind that was not asked for, or could not be read, is missing. */
  live: Partial<Record<Kind, Json[]>>;
  /** Kinds whose listing failed, with what was said. */
  unread: { kind: string; why: string }[];
};

export const defaultRegion = 'us-east-1';

export function readSite(files: Files, project: string | null, done: readonly Done[]): Site {
  const listings = done.filter(({ name }) => name === 'list_resources');
  const read = listings.filter(({ result }) => result?.ok === true);
  const first = read[0]?.result;
  const live: Site['live'] = {};
  for (const { args, result } of read) live[args.kind as Kind] = asObjects(result?.resources);
  return {
    files,
    project,
    account: typeof first?.account === 'string' ? first.account : null,
    region: providerRegion(files) ?? (typeof first?.region === 'string' ? first.region : defaultRegion),
    sandbox: first?.sandbox === true,
    live,
    unread: listings
      .filter(({ result }) => result?.ok !== true)
      .map(({ args, result, text }) => ({ kind: String(args.kind), why: errorWords(result, text) })),
  };
}

export const asObjects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** What a tool said went wrong, whatever shape it said it in. */
export function errorWords(result: Json | null, text: string): string {
  const error = result?.error ?? result?.message;
  if (typeof error === 'string') return error;
  if (isObject(error)) return String(error.userMessage ?? error.message ?? error.code ?? 'an error without words');
  return text;
}

/** Names of that kind which are taken: by the account, or by the project's files. */
export function taken(site: Site, kind: Kind): Set<string> {
  const names = (site.live[kind] ?? []).flatMap(({ id, name }) => [id, name]).filter((one) => typeof one === 'string');
  return new Set([...names, ...managed(site, kind).map(({ name }) => name)]);
}

/** Labels of that Terraform type which the project uses. */
export const labels = (site: Site, type: string): Set<string> =>
  new Set(resources(site.files).flatMap((one) => (one.type === type ? [one.label] : [])));

export type Managed = { address: string; label: string; name: string; file: string };

/** What the project's files hold of a kind, with the name people know each by. */
export function managed(site: Pick<Site, 'files'>, kind: Kind): Managed[] {
  const { terraform, names } = kinds[kind];
  return resources(site.files)
    .filter(({ type }) => type === terraform)
    .map(({ address, label, file, block }) => {
      const named = names.map((name) => literal(block, name)).find((value) => typeof value === 'string');
      return { address, label, file, name: String(named ?? nameTag(site.files[file] ?? '', block) ?? label) };
    });
}

function nameTag(text: string, block: { bodyStart: number; bodyEnd: number }): string | undefined {
  const tags = /\btags\s*=\s*\{[^}]*?\bName\s*=\s*"([^"$]+)"/.exec(text.slice(block.bodyStart, block.bodyEnd));
  return tags?.[1];
}

function providerRegion(files: Files): string | undefined {
  for (const [file, text] of Object.entries(files)) {
    if (!file.endsWith('.tf')) continue;
    const provider = scan(text).find(({ type, labels }) => type === 'provider' && labels[0] === 'aws');
    const region = provider === undefined ? undefined : literal(provider, 'region');
    if (typeof region === 'string') return region;
  }
  return undefined;
}
