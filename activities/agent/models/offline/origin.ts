/** "Why does the bucket logs exist?", "Who made it?": what is asked about, by its name. */
import { mentions } from './mentions.ts';

const questions = [
  /^why (?:does|do|did) (?<what>.+?) exist\b/i,
  /^why (?:is|are|was|were) (?<what>.+?) (?:there|here|made|created|set up)\b/i,
  /^why (?:do|did) (?:we|i) have (?<what>.+)/i,
  /^who (?:has |have )?(?:made|created|built|added|imported|set up|asked for|ordered) (?<what>.+)/i,
  /^where (?:does|did) (?<what>.+?) come from\b/i,
];

/** @returns the name, or null when no single thing is asked about: "why does a VPC exist" is a question for a book */
export function originOf(text: string): string | null {
  const what = questions.map((question) => question.exec(text)?.groups?.what).find((found) => found !== undefined);
  if (what === undefined || /^(?:an?|any|some|you|aurora)\b/i.test(what)) return null;
  const inQuotes = /["'`“]([^"'`”]+)["'`”]/.exec(what)?.[1];
  if (inQuotes !== undefined) return inQuotes;
  const words = withoutKinds(what)
    .replace(/\b(?:the|my|our|this|that|these|those|called|named|resource)\b/gi, ' ')
    .replace(/[?!,.]+(?=\s|$)/g, ' ')
    .trim()
    .split(/\s+/);
  // Several words are a description, and a name is one.
  return words.length === 1 && words[0] ? words[0] : null;
}

/** The kind that is named beside the name goes; a name that holds such a word ("bucket-logs") stays. */
function withoutKinds(text: string): string {
  const alone = mentions(text).filter(
    ({ start, end }) => !/[\w.:/-]/.test(text.charAt(start - 1)) && !/[\w:/-]/.test(text.charAt(end)),
  );
  return alone.reduceRight((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, text);
}
