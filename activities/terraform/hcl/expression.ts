/** Reads expressions of HCL's native syntax by recursive descent. */
import type { Expr, For, ObjectItem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { readHeredoc, readQuoted } from './template.ts';

/** Binary operators, weakest first (hclsyntax/expression_ops.go). */
const levels = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];

export function readExpression(cursor: Cursor): Expr {
  return cursor.within(cursor.newlinesCount, () => {
    const condition = readBinary(cursor, 0);
    const { line } = cursor;
    if (!cursor.take('?')) return condition;
    const yes = readExpression(cursor);
    cursor.expect(':');
    return { kind: 'conditional', condition, yes, no: readExpression(cursor), line };
  });
}

function readBinary(cursor: Cursor, level: number): Expr {
  const operators = levels[level];
  if (!operators) return readUnary(cursor);
  let left = readBinary(cursor, level + 1);
  for (;;) {
    cursor.skip();
    const operator = operators.find((candidate) => cursor.startsWith(candidate));
    if (!operator) return left;
    const { line } = cursor;
    cursor.advance(operator.length);
    left = { kind: 'operation', operator, operands: [left, readBinary(cursor, level + 1)], line };
  }
}

function readUnary(cursor: Cursor): Expr {
  cursor.skip();
  const { line } = cursor;
  const operator = cursor.peek();
  if (operator !== '-' && !(operator === '!' && cursor.peek(2) !== '!='))
    return readPostfix(cursor, readPrimary(cursor));
  cursor.advance(1);
  return cursor.within(cursor.newlinesCount, () => ({
    kind: 'operation',
    operator,
    operands: [readUnary(cursor)],
    line,
  }));
}

function readPrimary(cursor: Cursor): Expr {
  cursor.skip();
  const { line } = cursor;
  const char = cursor.peek();
  if (char === '"') return readQuoted(cursor);
  if (cursor.startsWith('<<')) return readHeredoc(cursor);
  if (/[0-9]/.test(char)) return { kind: 'literal', value: readNumber(cursor), line };
  if (char === '(') return readParentheses(cursor);
  if (char === '[') return readTuple(cursor);
  if (char === '{') return readObject(cursor);
  const word = cursor.word();
  if (word === null) cursor.fail(`an expression was expected here, and "${cursor.shown()}" was found`);
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', line };
  if (word === 'null') return { kind: 'literal', value: null, line };
  const name = readNamespaced(cursor, word);
  cursor.skip();
  if (cursor.peek() === '(') return readCall(cursor, name);
  if (name !== word) cursor.fail(`"${name}" is the name of a function, and its arguments are missing`);
  return { kind: 'root', name, line };
}

function readNumber(cursor: Cursor): number {
  const text = /^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(cursor.text.slice(cursor.pos, cursor.pos + 400))?.[0] ?? '0';
  cursor.advance(text.length);
  return Number(text);
}

function readNamespaced(cursor: Cursor, first: string): string {
  let name = first;
  while (cursor.take('::')) {
    const next = cursor.word();
    if (next === null) cursor.fail('a name was expected after "::"');
    name = `${name}::${next}`;
  }
  return name;
}

function readParentheses(cursor: Cursor): Expr {
  cursor.advance(1);
  return cursor.within(false, () => {
    const inner = readExpression(cursor);
    cursor.expect(')');
    return inner;
  });
}

function readCall(cursor: Cursor, name: string): Expr {
  const { line } = cursor;
  cursor.advance(1);
  return cursor.within(false, () => {
    const args: Expr[] = [];
    let expand = false;
    while (!cursor.take(')')) {
      args.push(readExpression(cursor));
      if (cursor.take('...')) expand = true;
      if (cursor.take(',')) continue;
      cursor.expect(')');
      break;
    }
    return { kind: 'call', name, args, expand, line };
  });
}

function readTuple(cursor: Cursor): Expr {
  const { line } = cursor;
  cursor.advance(1);
  return cursor.within(false, () => {
    if (startsFor(cursor)) return readFor(cursor, ']', line);
    const items: Expr[] = [];
    while (!cursor.take(']')) {
      items.push(readExpression(cursor));
      if (cursor.take(',')) continue;
      cursor.expect(']');
      break;
    }
    return { kind: 'tuple', items, line };
  });
}

function readObject(cursor: Cursor): Expr {
  const { line } = cursor;
  cursor.advance(1);
  return cursor.within(false, () => {
    if (startsFor(cursor)) return readFor(cursor, '}', line);
    return cursor.within(true, () => {
      const items: ObjectItem[] = [];
      for (;;) {
        cursor.skipWithNewlines();
        if (cursor.take('}')) return { kind: 'object', items, line };
        items.push(readItem(cursor));
        if (cursor.take(',')) continue;
        cursor.skip();
        if (cursor.peek() !== '\n' && cursor.peek() !== '}')
          cursor.fail(`"}", a comma or a line break was expected here, and "${cursor.shown()}" was found`);
      }
    });
  });
}

/** A bare word as a key is that word; anything else is an expression. */
function readItem(cursor: Cursor): ObjectItem {
  const parsed = readExpression(cursor);
  const key: Expr = parsed.kind === 'root' ? { kind: 'literal', value: parsed.name, line: parsed.line } : parsed;
  if (!cursor.take('=')) cursor.expect(':');
  return { key, value: readExpression(cursor) };
}

function startsFor(cursor: Cursor): boolean {
  cursor.skip();
  return /^for[\s#/]/.test(cursor.peek(4));
}

function readFor(cursor: Cursor, end: ']' | '}', line: number): Expr {
  cursor.word();
  const head = readForHead(cursor);
  cursor.expect(':');
  const first = readExpression(cursor);
  const isObject = cursor.take('=>');
  if (isObject !== (end === '}')) cursor.fail(`a for in ${end === '}' ? '{} needs' : '[] cannot have'} "=>"`);
  const value = isObject ? readExpression(cursor) : first;
  const grouping = cursor.take('...');
  const condition = takeWord(cursor, 'if') ? readExpression(cursor) : null;
  cursor.expect(end);
  return { kind: 'for', ...head, key: isObject ? first : null, value, condition, grouping, joined: false, line };
}

/** `k, v in collection`: shared with the `%{ for }` of templates. */
export function readForHead(cursor: Cursor): Pick<For, 'keyVar' | 'valueVar' | 'collection'> {
  const first = cursor.word() ?? cursor.fail('a name was expected after "for"');
  const second = cursor.take(',') ? (cursor.word() ?? cursor.fail('a second name was expected after the comma')) : null;
  if (!takeWord(cursor, 'in')) cursor.fail('"in" was expected in a for');
  const collection = readExpression(cursor);
  return { keyVar: second === null ? null : first, valueVar: second ?? first, collection };
}

export function takeWord(cursor: Cursor, word: string): boolean {
  const { pos, line } = cursor;
  if (cursor.word() === word) return true;
  cursor.pos = pos;
  cursor.line = line;
  return false;
}

/** Everything behind a primary: `.name`, `.0`, `[key]`, `[*]`, `.*`. */
function readPostfix(cursor: Cursor, start: Expr): Expr {
  let expr = start;
  for (;;) {
    cursor.skip();
    const { line } = cursor;
    if (cursor.peek() === '.' && cursor.peek(3) !== '...') {
      cursor.advance(1);
      if (cursor.take('*')) expr = readSplat(cursor, expr, 'attributes');
      else expr = readMember(cursor, expr);
    } else if (cursor.peek() === '[') {
      cursor.advance(1);
      const star = cursor.within(false, () => takeStar(cursor));
      expr = star ? readSplat(cursor, expr, 'all') : readIndex(cursor, expr, line);
    } else return expr;
  }
}

function takeStar(cursor: Cursor): boolean {
  if (!cursor.take('*')) return false;
  cursor.expect(']');
  return true;
}

function readMember(cursor: Cursor, source: Expr): Expr {
  cursor.skip();
  const { line } = cursor;
  const digits = /^[0-9]+/.exec(cursor.peek(20))?.[0];
  if (digits) {
    cursor.advance(digits.length);
    return { kind: 'index', source, key: { kind: 'literal', value: Number(digits), line }, line };
  }
  const name = cursor.word() ?? cursor.fail(`a name was expected after ".", and "${cursor.shown()}" was found`);
  return { kind: 'attr', source, name, line };
}

function readIndex(cursor: Cursor, source: Expr, line: number): Expr {
  return cursor.within(false, () => {
    const key = readExpression(cursor);
    cursor.expect(']');
    return { kind: 'index', source, key, line };
  });
}

let splats = 0;

/** The steps after `.*` end at an index; those after `[*]` do not. Cannot be written by people: the item's name has a blank. */
function readSplat(cursor: Cursor, source: Expr, reach: 'attributes' | 'all'): Expr {
  splats += 1;
  const item = `splat ${splats}`;
  const { line } = cursor;
  let each: Expr = { kind: 'root', name: item, line };
  for (;;) {
    cursor.skip();
    if (cursor.peek() === '.' && cursor.peek(2) !== '.*' && cursor.peek(3) !== '...') {
      cursor.advance(1);
      each = readMember(cursor, each);
    } else if (reach === 'all' && cursor.peek() === '[' && cursor.peek(3) !== '[*]') {
      cursor.advance(1);
      each = readIndex(cursor, each, line);
    } else return { kind: 'splat', source, each, item, line };
  }
}
