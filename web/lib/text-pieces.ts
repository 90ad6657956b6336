/** Text with parts that are to stand out. Ranges are in UTF-16 units, as JavaScript counts. */

export type TextRange = { start: number; end: number };
export type Piece = { text: string; marked: boolean };

/** The text in pieces, marked and not, in order. Ranges may overlap or reach beyond it. */
export function piecesOf(text: string, ranges: readonly TextRange[]): Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) pieces.push({ text: text.slice(start, end), marked });
  };
  let at = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(at, start);
    const to = Math.min(text.length, end);
    if (to <= from) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, text.length, false);
  return pieces;
}

/** What stands before and after a part, cut at a word so that the part is what people read first. */
export function around(
  text: string,
  { start, end }: TextRange,
  most: { before: number; after: number },
): { before: string; after: string } {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const cutBefore = before.length > most.before ? `… ${before.slice(-most.before).replace(/^\S*\s/, '')}` : before;
  const cutAfter = after.length > most.after ? `${after.slice(0, most.after).replace(/\s\S*$/, '')} …` : after;
  return { before: cutBefore, after: cutAfter };
}

/** Markdown as one run of words, for an excerpt: no marks, no lines of a table, no breaks. Keeps blanks at its ends. */
export const withoutMarks = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*(#{1,6}|>|[-*+]|\d+\.)[ \t]+/gm, '')
    .replace(/\|?[ \t]*:?-{3,}:?[ \t]*\|?/g, ' ')
    .replace(/[`*]+/g, '')
    .replace(/\|+/g, ' ')
    .replace(/\s+/g, ' ');
