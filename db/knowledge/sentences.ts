/**
 * The sentence of a passage that answers a question best, by the words they share.
 *
 * Sentences and words come from Unicode's own rules (Intl.Segmenter). Markdown is read a little first: a heading, a
 * list item, a table row and a line of code end where their line ends, and a paragraph goes on over its line breaks.
 */
import type { TextRange } from '../model/knowledge-search.ts';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
const longestSentence = 400;

export type BestSentence = { text: string; start: number; highlights: TextRange[] };

type Word = TextRange & { word: string };

/** @returns offsets in `text`; without any shared word, its first sentence and no highlights */
export function bestSentence(text: string, question: string): BestSentence {
  const asked = termsOf(question);
  const candidates = sentencesIn(text).map((range) => {
    const found = wordsIn(text.slice(range.start, range.end)).flatMap((word) => {
      const term = asked.find((one) => sameWord(one, word.word));
      return term === undefined ? [] : [{ ...word, term }];
    });
    return { range, found, terms: new Set(found.map(({ term }) => term)) };
  });
  const rarity = (term: string) =>
    Math.log(1 + candidates.length / candidates.filter(({ terms }) => terms.has(term)).length);
  const scored = candidates.map((one) => ({
    ...one,
    score: [...one.terms].reduce((sum, term) => sum + rarity(term), 0) - lengthOf(one.range) / 10_000,
  }));
  const best = scored.reduce((top, one) => (one.terms.size > 0 && one.score > top.score ? one : top), {
    ...(scored[0] ?? { range: { start: 0, end: 0 }, found: [], terms: new Set<string>() }),
    score: 0,
  });
  return cut(text, best.range, best.terms.size > 0 ? best.found : []);
}

const lengthOf = ({ start, end }: TextRange) => end - start;

/** A very long one is shown around its first highlight. Line breaks within a paragraph become spaces: no offset moves. */
function cut(text: string, range: TextRange, found: readonly TextRange[]): BestSentence {
  const first = found[0]?.start ?? 0;
  const from = lengthOf(range) > longestSentence ? Math.max(0, first - longestSentence / 4) : 0;
  const start = range.start + from;
  const shown = text.slice(start, Math.min(range.end, start + longestSentence));
  const highlights = found
    .map((one) => ({ start: one.start - from, end: one.end - from }))
    .filter((one) => one.start >= 0 && one.end <= shown.length);
  return { text: shown.replace(/[\n\r\t]/g, ' '), start, highlights };
}

const marker = /^\s*(?:(?:[-*+]|\d{1,4}[.)]|#{1,6}|>|\|)\s+)*/;
const startsBlock = /^\s*(?:[-*+]\s|\d{1,4}[.)]\s|#{1,6}\s|>|\||```|~~~)/;
const fence = /^\s*(?:```|~~~)/;
const oneLine = /^\s*(?:#{1,6}\s|\|)/;

export function sentencesIn(text: string): TextRange[] {
  return blocksIn(text).flatMap(({ start, end }) => {
    const from = start + (marker.exec(text.slice(start, end))?.[0].length ?? 0);
    const flat = text.slice(from, end).replace(/[\n\r]/g, ' ');
    return [...sentences.segment(flat)]
      .map(({ segment, index }) => trimmed({ start: from + index, end: from + index + segment.length }, text))
      .filter((range) => /[\p{L}\p{N}]/u.test(text.slice(range.start, range.end)));
  });
}

function trimmed({ start, end }: TextRange, text: string): TextRange {
  const piece = text.slice(start, end);
  return { start: start + piece.length - piece.trimStart().length, end: end - (piece.length - piece.trimEnd().length) };
}

function blocksIn(text: string): TextRange[] {
  const blocks: TextRange[] = [];
  let open: TextRange | undefined;
  let inCode = false;
  let at = 0;
  for (const line of text.split('\n')) {
    const range = { start: at, end: at + line.length };
    at = range.end + 1;
    const isFence = fence.test(line);
    if (isFence) inCode = !inCode;
    if (isFence || line.trim() === '') {
      open = undefined;
    } else if (open && !inCode && !startsBlock.test(line)) {
      open.end = range.end;
    } else {
      open = range;
      blocks.push(range);
      if (inCode || oneLine.test(line)) open = undefined;
    }
  }
  return blocks;
}

/** Words as they are compared: lower case, and the parts of "bench:knowledge" or "S3_BUCKET" by themselves. */
function wordsIn(text: string): Word[] {
  return [...words.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .flatMap(({ segment, index }) =>
      [...segment.matchAll(/[\p{L}\p{N}]+/gu)].map((part) => ({
        word: part[0].normalize('NFKC').toLowerCase(),
        start: index + part.index,
        end: index + part.index + part[0].length,
      })),
    );
}

const common = new Set(
  'a an and are as at be by can do does for from has have how i if in is it its me my of on or our say says should so tell that the their there they this to us was we what when where which who why will with you your about'.split(
    ' ',
  ),
);

/** The words of a question that say what it is about; all of them when there are no others. */
export function termsOf(question: string): string[] {
  const all = [...new Set(wordsIn(question).map(({ word }) => word))];
  const telling = all.filter((word) => !common.has(word));
  return telling.length > 0 ? telling : all;
}

/**
 * What the index is asked by words: what the question is about, and the usual other forms of each word, since the index
 * knows words as they are written. A form that is no word finds nothing and costs nothing.
 */
export const searchWords = (question: string): string =>
  [...new Set(termsOf(question).flatMap((term) => [term, ...formsOf(term)]))].join(' ');

function formsOf(word: string): string[] {
  if (!/^[a-z]{4,}$/.test(word)) return [];
  const stem = /^(.{3,}?)(?:ies|es|s|ed|ing)$/.exec(word)?.[1];
  if (word.endsWith('ss') || stem === undefined) return [`${word}s`];
  if (word.endsWith('ies')) return [`${stem}y`];
  return [stem, `${stem}e`, ...(word.endsWith('s') ? [] : [`${stem}s`])];
}

/** Also in another form: "approve" and "approval", "bucket" and "buckets". */
function sameWord(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 3) return false;
  if (long.startsWith(short) && /^(?:s|es|d|ed|ing)$/.test(long.slice(short.length))) return true;
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared += 1;
  return shared >= 5 && long.length - shared <= 3;
}
