/** Steps over the parts of HCL that need no understanding: blanks, comments, strings, heredocs, expressions. */

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Past blanks, newlines and comments. */
export function skipTrivia(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (/[\s\uFEFF]/.test(text[at] ?? '')) at += 1;
    else if (startsComment(text, at)) at = endOfComment(text, at);
    else break;
  }
  return at;
}

/** Past a quoted string that begins at `from`, with its escapes and nested templates. */
export function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length) {
    const char = text[at];
    if (char === '\\') at += 2;
    else if (char === '"') return at + 1;
    else if ((char === '$' || char === '%') && text[at + 1] === char && text[at + 2] === '{') at += 3;
    else if ((char === '$' || char === '%') && text[at + 1] === '{') at = endOfBrackets(text, at + 1);
    else at += 1;
  }
  return text.length;
}

/** To the end of an attribute's value: the newline, comment or closing brace that ends it. */
export function endOfExpression(text: string, from: number): number {
  let at = from;
  let end = from;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n' || char === '}' || char === ')' || char === ']' || startsComment(text, at)) break;
    const next = step(text, at);
    if (!/\s/.test(char)) end = next;
    at = next;
  }
  return end;
}

/** Past one bracketed group that begins at `from`. */
function endOfBrackets(text: string, from: number): number {
  const closer = closers[text[from] ?? ''];
  let at = from + 1;
  while (at < text.length && text[at] !== closer) {
    at = startsComment(text, at) ? endOfComment(text, at) : step(text, at);
  }
  return Math.min(at + 1, text.length);
}

/** Past the one thing that begins here. */
function step(text: string, at: number): number {
  const char = text[at] ?? '';
  if (char === '"') return endOfString(text, at);
  if (char in closers) return endOfBrackets(text, at);
  if (char === '<' && text[at + 1] === '<') return endOfHeredoc(text, at);
  return at + 1;
}

function endOfHeredoc(text: string, from: number): number {
  const opening = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(text.slice(from, from + 200));
  if (opening === null) return from + 2;
  const close = new RegExp(`^[ \\t]*${opening[1]}[ \\t]*\\r?$`, 'mu');
  const bodyStart = from + opening[0].length;
  const found = close.exec(text.slice(bodyStart));
  return found === null ? text.length : bodyStart + found.index + found[0].trimEnd().length;
}

const startsComment = (text: string, at: number) =>
  text[at] === '#' || (text[at] === '/' && (text[at + 1] === '/' || text[at + 1] === '*'));

function endOfComment(text: string, at: number): number {
  const closing = text[at + 1] === '*' && text[at] === '/' ? '*/' : '\n';
  const found = text.indexOf(closing, at + 2 - (text[at] === '#' ? 1 : 0));
  return found === -1 ? text.length : found + (closing === '\n' ? 0 : 2);
}
