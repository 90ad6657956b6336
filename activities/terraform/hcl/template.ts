/** Reads quoted strings, heredocs and whole template files: text with `${ }` and `%{ }` in it. */
import type { Expr, Template } from './ast.ts';
import { Cursor } from './cursor.ts';
import { readExpression, readForHead } from './expression.ts';

type Piece =
  | { type: 'text'; text: string; line: number }
  | { type: 'interpolation'; expr: Expr; trimLeft: boolean; trimRight: boolean }
  | { type: 'directive'; directive: Directive; trimLeft: boolean; trimRight: boolean; line: number };

type Directive =
  | { word: 'if'; condition: Expr }
  | ({ word: 'for' } & ReturnType<typeof readForHead>)
  | { word: 'else' | 'endif' | 'endfor' };

export function readQuoted(cursor: Cursor): Expr {
  const { line } = cursor;
  cursor.advance(1);
  const pieces = readPieces(cursor, {
    ends: () => cursor.peek() === '"',
    text: () => (cursor.peek() === '\\' ? readEscape(cursor) : readQuotedChar(cursor)),
  });
  cursor.advance(1);
  return assemble(cursor, pieces, line);
}

function readQuotedChar(cursor: Cursor): string {
  if (cursor.peek() === '\n') cursor.fail('a string in quotes may not span lines');
  return cursor.advance(1);
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function readEscape(cursor: Cursor): string {
  const selector = cursor.peek(2).slice(1);
  const simple = escapes[selector];
  if (simple !== undefined) {
    cursor.advance(2);
    return simple;
  }
  const length = selector === 'u' ? 4 : selector === 'U' ? 8 : 0;
  const digits = cursor.text.slice(cursor.pos + 2, cursor.pos + 2 + length);
  const code = Number.parseInt(digits, 16);
  if (length === 0 || digits.length < length || !/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff)
    cursor.fail(`"\\${selector}" is no escape that HCL knows`);
  cursor.advance(2 + length);
  return String.fromCodePoint(code);
}

/** `<<EOT` or `<<-EOT`, up to a line that holds the word alone. No backslash means anything in it. */
export function readHeredoc(cursor: Cursor): Expr {
  const { line } = cursor;
  const head = /^<<(-?)([^\s]+)[ \t]*\r?\n/u.exec(cursor.text.slice(cursor.pos, cursor.pos + 300));
  if (!head?.[2]) cursor.fail('a heredoc needs a word right after "<<", then a line break');
  cursor.advance(head[0].length);
  const word = head[2];
  const atEnd = () => {
    if (cursor.text.charAt(cursor.pos - 1) !== '\n') return false;
    const lineEnd = cursor.text.indexOf('\n', cursor.pos);
    const rest = cursor.text.slice(cursor.pos, lineEnd === -1 ? undefined : lineEnd);
    return rest.trim() === word;
  };
  const pieces = readPieces(cursor, { ends: atEnd, text: () => cursor.advance(1) });
  cursor.advance(cursor.text.slice(cursor.pos).indexOf(word) + word.length);
  return assemble(cursor, head[1] === '-' ? flush(pieces) : pieces, line, true);
}

/** A whole file as a template, as `templatefile` reads it; also the strings of JSON syntax. */
export function readTemplate(text: string, line = 1): Expr {
  const cursor = new Cursor(text, line);
  const pieces = readPieces(cursor, { ends: () => cursor.done, text: () => cursor.advance(1), mayEnd: true });
  return assemble(cursor, pieces, line);
}

type PieceReader = { ends: () => boolean; text: () => string; mayEnd?: boolean };

function readPieces(cursor: Cursor, { ends, text, mayEnd }: PieceReader): Piece[] {
  const pieces: Piece[] = [];
  let run = '';
  let { line } = cursor;
  const closeRun = () => {
    if (run) pieces.push({ type: 'text', text: run, line });
    run = '';
    line = cursor.line;
  };
  while (!ends()) {
    if (cursor.done && !mayEnd) cursor.fail('a string or heredoc does not end');
    const three = cursor.peek(3);
    if (three === '$${' || three === '%%{') {
      run += three.slice(1);
      cursor.advance(3);
    } else if (three.startsWith('${')) {
      closeRun();
      pieces.push(readInterpolation(cursor));
    } else if (three.startsWith('%{')) {
      closeRun();
      pieces.push(readDirective(cursor));
    } else run += text();
  }
  closeRun();
  return pieces;
}

function readInterpolation(cursor: Cursor): Piece {
  cursor.advance(2);
  const trimLeft = cursor.peek() === '~';
  if (trimLeft) cursor.advance(1);
  const expr = cursor.within(false, () => readExpression(cursor));
  return { type: 'interpolation', expr, trimLeft, trimRight: closeSequence(cursor) };
}

function closeSequence(cursor: Cursor): boolean {
  return cursor.within(false, () => {
    const trimRight = cursor.take('~');
    cursor.expect('}');
    return trimRight;
  });
}

function readDirective(cursor: Cursor): Piece {
  const { line } = cursor;
  cursor.advance(2);
  const trimLeft = cursor.peek() === '~';
  if (trimLeft) cursor.advance(1);
  const directive = cursor.within(false, (): Directive => {
    const word = cursor.word();
    if (word === 'if') return { word, condition: readExpression(cursor) };
    if (word === 'for') return { word, ...readForHead(cursor) };
    if (word === 'else' || word === 'endif' || word === 'endfor') return { word };
    return cursor.fail(`"${word ?? cursor.shown()}" is no template directive`);
  });
  return { type: 'directive', directive, trimLeft, trimRight: closeSequence(cursor), line };
}

/** Takes the smallest indentation off every line that begins in text, as `<<-` does. */
function flush(pieces: Piece[]): Piece[] {
  const startsLine = (index: number) => {
    const before = pieces[index - 1];
    return index === 0 || (before?.type === 'text' && before.text.endsWith('\n'));
  };
  const indents = pieces.flatMap((piece, index) => {
    if (piece.type !== 'text') return startsLine(index) ? [0] : [];
    const lines = piece.text.split('\n').slice(startsLine(index) ? 0 : 1);
    const last = index === pieces.length - 1;
    return lines
      .filter((line, at) => line !== '' || (at === lines.length - 1 && !last))
      .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  });
  const margin = Math.min(...indents, Number.POSITIVE_INFINITY);
  if (!Number.isFinite(margin) || margin === 0) return pieces;
  return pieces.map((piece, index) => {
    if (piece.type !== 'text') return piece;
    const lines = piece.text.split('\n');
    const cut = lines.map((line, at) =>
      at > 0 || startsLine(index) ? line.slice(Math.min(margin, /^[ \t]*/.exec(line)?.[0].length ?? 0)) : line,
    );
    return { ...piece, text: cut.join('\n') };
  });
}

/** Applies the `~` marks, then folds the flat pieces into one expression. */
function assemble(cursor: Cursor, raw: Piece[], line: number, alwaysText = false): Expr {
  const pieces = trimmed(raw);
  const state = { at: 0 };
  const parts = fold(cursor, pieces, state, []);
  if (state.at < pieces.length) cursor.fail('a template directive ends something that was not begun');
  return toExpr(parts, line, alwaysText);
}

function toExpr(parts: Expr[], line: number, alwaysText: boolean): Expr {
  const [only] = parts;
  if (parts.length === 0) return { kind: 'literal', value: '', line };
  if (parts.length === 1 && only && (only.kind === 'literal' || !alwaysText)) return only;
  return { kind: 'template', parts, line };
}

function trimmed(pieces: Piece[]): Piece[] {
  return pieces.map((piece, index) => {
    if (piece.type !== 'text') return piece;
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    let { text } = piece;
    if (before && before.type !== 'text' && before.trimRight) text = text.trimStart();
    if (after && after.type !== 'text' && after.trimLeft) text = text.trimEnd();
    return { ...piece, text };
  });
}

function fold(cursor: Cursor, pieces: Piece[], state: { at: number }, stops: string[]): Expr[] {
  const parts: Expr[] = [];
  for (let piece = pieces[state.at]; piece; piece = pieces[state.at]) {
    if (piece.type === 'text') parts.push({ kind: 'literal', value: piece.text, line: piece.line });
    else if (piece.type === 'interpolation') parts.push(piece.expr);
    else if (stops.includes(piece.directive.word)) return parts;
    else {
      state.at += 1;
      parts.push(foldDirective(cursor, piece.directive, piece.line, pieces, state));
    }
    state.at += 1;
  }
  return parts;
}

function foldDirective(
  cursor: Cursor,
  directive: Directive,
  line: number,
  pieces: Piece[],
  state: { at: number },
): Expr {
  const text = (parts: Expr[]): Template => ({ kind: 'template', parts, line });
  const closing = () => {
    const piece = pieces[state.at];
    if (piece?.type !== 'directive') return cursor.fail('a template directive has no end');
    return piece.directive.word;
  };
  if (directive.word === 'for') {
    const { keyVar, valueVar, collection } = directive;
    const value = text(fold(cursor, pieces, state, ['endfor']));
    closing();
    return {
      kind: 'for',
      keyVar,
      valueVar,
      collection,
      key: null,
      value,
      condition: null,
      grouping: false,
      joined: true,
      line,
    };
  }
  if (directive.word !== 'if') return cursor.fail(`"${directive.word}" without its beginning in a template`);
  const yes = text(fold(cursor, pieces, state, ['else', 'endif']));
  if (closing() === 'endif') return { kind: 'conditional', condition: directive.condition, yes, no: text([]), line };
  state.at += 1;
  const no = text(fold(cursor, pieces, state, ['endif']));
  closing();
  return { kind: 'conditional', condition: directive.condition, yes, no, line };
}
