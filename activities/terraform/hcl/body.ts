/** Reads a file of HCL's native syntax: arguments and blocks. */
import type { Block, Body, Expr } from './ast.ts';
import { Cursor } from './cursor.ts';
import { readExpression } from './expression.ts';
import { readQuoted } from './template.ts';

/** @throws HclError with the line */
export function parseHcl(text: string): Body {
  const cursor = new Cursor(text.startsWith('\ufeff') ? text.slice(1) : text);
  const body = readBody(cursor, false);
  return body;
}

function readBody(cursor: Cursor, inBraces: boolean): Body {
  const body: Body = { attributes: [], blocks: [] };
  for (;;) {
    cursor.skipWithNewlines();
    if (inBraces && cursor.peek() === '}') return body;
    if (cursor.done) return inBraces ? cursor.fail('a block is not closed with "}"') : body;
    readEntry(cursor, body);
    cursor.skip();
    const oneLine = inBraces && cursor.peek() === '}';
    if (!cursor.done && cursor.peek() !== '\n' && !oneLine)
      cursor.fail(`a line break was expected here, and "${cursor.shown()}" was found`);
  }
}

function readEntry(cursor: Cursor, body: Body): void {
  const { line } = cursor;
  const name =
    cursor.word() ?? cursor.fail(`an argument or a block was expected here, and "${cursor.shown()}" was found`);
  cursor.skip();
  if (cursor.peek() === '=' && cursor.peek(2) !== '==') {
    cursor.advance(1);
    body.attributes.push({ name, value: readExpression(cursor), line });
    return;
  }
  body.blocks.push(readBlock(cursor, name, line));
}

function readBlock(cursor: Cursor, type: string, line: number): Block {
  const labels: string[] = [];
  while (!cursor.take('{')) labels.push(readLabel(cursor));
  const body = cursor.within(true, () => readBody(cursor, true));
  cursor.expect('}');
  return { type, labels, body, line };
}

function readLabel(cursor: Cursor): string {
  cursor.skip();
  if (cursor.peek() !== '"')
    return cursor.word() ?? cursor.fail(`"{" or a label was expected here, and "${cursor.shown()}" was found`);
  const label: Expr = readQuoted(cursor);
  if (label.kind !== 'literal') return cursor.fail('a label may hold no "${" or "%{"');
  return String(label.value);
}
