/**
 * Finds the blocks and attributes of an HCL file with their places in the text, so that a file people wrote can be
 * edited without reformatting the rest of it. `hcl2json` understands more, but forgets where things stand.
 *
 * Grammar: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md (structure only; expressions are skipped over).
 */
import { endOfExpression, endOfString, skipTrivia } from './lex.ts';

export type Attribute = {
  name: string;
  /** From the name to the end of the value. */
  start: number;
  end: number;
  /** The expression as it is written. */
  value: string;
  valueStart: number;
};

export type Block = {
  type: string;
  labels: string[];
  /** From the type to the closing brace, inclusive. */
  start: number;
  end: number;
  /** Between the braces. */
  bodyStart: number;
  bodyEnd: number;
  attributes: Attribute[];
  blocks: Block[];
};

type Body = Pick<Block, 'attributes' | 'blocks'> & { end: number };

export class HclUnreadable extends Error {
  override readonly name = 'HclUnreadable';
}

/**
 * @throws HclUnreadable where the text is not HCL of a shape that is understood here
 */
export function scan(text: string): Block[] {
  const body = scanBody(text, 0);
  if (body.end < text.length) throw new HclUnreadable(`unexpected "${text[body.end]}" at ${body.end}`);
  return body.blocks;
}

function scanBody(text: string, from: number): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  let at = skipTrivia(text, from);
  while (at < text.length && text[at] !== '}') {
    const name = identifier(text, at);
    const after = skipSpaces(text, at + name.length);
    if (text[after] === '=') {
      const attribute = scanAttribute(text, at, name, after);
      attributes.push(attribute);
      at = attribute.end;
    } else {
      const block = scanBlock(text, at, name, after);
      blocks.push(block);
      at = block.end;
    }
    at = skipTrivia(text, at);
  }
  return { attributes, blocks, end: at };
}

function scanAttribute(text: string, start: number, name: string, equals: number): Attribute {
  const valueStart = skipSpaces(text, equals + 1);
  const end = endOfExpression(text, valueStart);
  return { name, start, end, valueStart, value: text.slice(valueStart, end) };
}

function scanBlock(text: string, start: number, type: string, afterType: number): Block {
  const labels: string[] = [];
  let at = afterType;
  while (text[at] !== '{') {
    const end = text[at] === '"' ? endOfString(text, at) : at + identifier(text, at).length;
    labels.push(text.slice(at, end).replace(/^"|"$/g, ''));
    at = skipSpaces(text, end);
  }
  const body = scanBody(text, at + 1);
  if (text[body.end] !== '}') throw new HclUnreadable(`the block "${type}" is not closed`);
  const { attributes, blocks } = body;
  return { type, labels, start, end: body.end + 1, bodyStart: at + 1, bodyEnd: body.end, attributes, blocks };
}

function identifier(text: string, at: number): string {
  const found = /^[\p{L}_][\p{L}\p{N}_-]*/u.exec(text.slice(at, at + 200))?.[0];
  if (found === undefined) throw new HclUnreadable(`expected a name at ${at}`);
  return found;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
