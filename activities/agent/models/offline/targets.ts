/** Which resource of the project a sentence is about. */
import type { Said } from './conversation.ts';
import type { Target } from './edits/edit.ts';
import { isWritable, type Kind, kinds, type WritableKind } from './kinds.ts';
import { slug } from './names.ts';
import { quotedNames } from './read.ts';
import { type Managed, managed, type Site } from './site.ts';
import { sentenceList, shown } from './words.ts';

export type Chosen = { target: Target } | { question: string } | { missing: string };

/**
 * By name where one is said; else the only one there is; else the one that was talked about last.
 *
 * @param kind null when the sentence names none: then every kind is looked through
 */
export function choose(text: string, kind: Kind | null, site: Site, earlier: readonly Said[]): Chosen {
  if (kind !== null && !isWritable(kind)) return { missing: `I can list ${kinds[kind].many}, but not change them.` };
  const all = kind === null ? everyKind(site) : ofKind(site, kind);
  const one = kind === null ? 'resource' : kinds[kind].one;

  const named = mostLike(text, all);
  if (named.length === 1 && named[0]) return { target: named[0] };
  if (named.length > 1) return { question: which(one, named) };

  const unknown = unknownName(text, kind);
  if (unknown !== undefined) return { missing: notManaged(unknown, kind, site) };
  if (all.length === 0) return { missing: none(kind, site) };
  const pointsBack = kind === null || /\b(?:it|its|that|this|the)\b/i.test(text);
  const recent = pointsBack ? lastMentioned(all, earlier) : undefined;
  if (all.length === 1 && all[0] && kind !== null) return { target: all[0] };
  if (recent !== undefined) return { target: recent };
  return { question: which(one, all) };
}

const ofKind = (site: Site, kind: WritableKind): Target[] => managed(site, kind).map((one) => ({ ...one, kind }));

const everyKind = (site: Site): Target[] =>
  (Object.keys(kinds) as Kind[]).filter(isWritable).flatMap((kind) => ofKind(site, kind));

/** Those whose name stands in the text; the longest such name wins, so that "jobs-dlq" is not "jobs". */
function mostLike(text: string, all: readonly Target[]): Target[] {
  const scored = all.map((target) => ({ target, score: likeness(text, target) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ target }) => target);
}

function likeness(text: string, target: Managed): number {
  const plain = ` ${slug(text, 1000)} `.replaceAll('-', ' ');
  const names = [target.name, target.label, target.name.replace(/-\d{12}$/, ''), target.address];
  const lengths = names.map((name) => {
    const words = slug(name, 200).replaceAll('-', ' ');
    return words !== '' && plain.includes(` ${words} `) ? words.length : 0;
  });
  return Math.max(...lengths);
}

/** A name that was said in quotes or right after the kind, but belongs to nothing here. */
function unknownName(text: string, kind: Kind | null): string | undefined {
  const quoted = quotedNames(text)[0];
  if (quoted !== undefined) return quoted;
  if (kind === null) return undefined;
  const after = new RegExp(`(?:${kinds[kind].words.source})\\s+([a-z0-9/][\\w./-]*[-_/.\\d][\\w./-]*)`, 'i').exec(
    text,
  )?.[1];
  return after?.replace(/[.,]+$/, '');
}

function notManaged(name: string, kind: Kind | null, site: Site): string {
  const one = kind === null ? 'resource' : kinds[kind].one;
  const lives = kind !== null && (site.live[kind] ?? []).some((live) => live.name === name || live.id === name);
  if (lives)
    return `The ${one} ${shown(name)} exists in the account, but this project does not manage it, so I leave it alone. Its owner is another project, or somebody made it by hand.`;
  return `This project has no ${one} ${shown(name)}.${kind === null ? '' : ` ${owns(kind, site)}`}`;
}

function none(kind: Kind | null, site: Site): string {
  if (kind === null) return 'This project manages nothing yet, so there is nothing to change.';
  const live = site.live[kind]?.length ?? 0;
  const elsewhere =
    live === 0 ? '' : ` The account has ${live}, but this project does not manage ${live === 1 ? 'it' : 'them'}.`;
  return `This project manages no ${kinds[kind].one}.${elsewhere}`;
}

function owns(kind: Kind, site: Site): string {
  const names = managed(site, kind).map(({ name }) => shown(name));
  return names.length === 0 ? `It manages no ${kinds[kind].one} at all.` : `It manages ${sentenceList(names)}.`;
}

const which = (one: string, all: readonly Target[]) =>
  `Which ${one} do you mean: ${sentenceList(all.map(({ name, kind }) => (one === 'resource' ? `the ${kinds[kind].one} ${shown(name)}` : shown(name))))}?`;

function lastMentioned(all: readonly Target[], earlier: readonly Said[]): Target | undefined {
  for (const { text } of earlier.toReversed()) {
    const found = mostLike(text, all);
    if (found.length === 1) return found[0];
  }
  return undefined;
}
