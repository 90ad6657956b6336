/** Which kinds of resources a text names, and where. */
import { allKinds, type Kind, kinds } from './kinds.ts';

export type Mention = { kind: Kind; start: number; end: number };

/** Every kind that is named, in order; where two overlap, the longer one. */
export function mentions(text: string): Mention[] {
  const all = allKinds.flatMap((kind) =>
    [...text.matchAll(kinds[kind].words)].map((match) => ({
      kind,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
  const longestFirst = all.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const kept: Mention[] = [];
  for (const one of longestFirst) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start);
}
