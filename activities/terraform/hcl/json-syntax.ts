/**
 * Reads Terraform's JSON syntax into the same tree.
 *
 * `JSON.parse` would drop a key that is given twice, where Terraform reads both, and knows no lines; so this reads by itself.
 * (syntax: https://developer.hashicorp.com/terraform/language/syntax/json)
 */
import { type Block, type Body, type Expr, HclError, type ObjectItem } from './ast.ts';
import { readTemplate } from './template.ts';

export type JsonNode =
  | { type: 'object'; members: { key: string; value: JsonNode; line: number }[]; line: number }
  | { type: 'array'; items: JsonNode[]; line: number }
  | { type: 'scalar'; value: string | number | boolean | null; line: number };

/** How many labels each block of a configuration has. */
const labelCount: Record<string, number> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  provider: 1,
  module: 1,
  variable: 1,
  output: 1,
  check: 1,
  locals: 0,
  terraform: 0,
  moved: 0,
  import: 0,
  removed: 0,
};

/** @throws HclError with the line */
export function parseJsonSyntax(text: string): Body {
  const root = parseJson(text);
  const body: Body = { attributes: [], blocks: [] };
  for (const object of objects(root)) {
    for (const { key, value, line } of object.members) {
      if (key === '//') continue;
      body.blocks.push(...toBlocks(key, value, labelCount[key] ?? 0, [], line));
    }
  }
  return body;
}

function toBlocks(type: string, node: JsonNode, labels: number, given: string[], line: number): Block[] {
  if (node.type === 'scalar') {
    if (node.value === null) return [];
    throw new HclError(`"${type}" must hold an object`, line);
  }
  if (labels === 0)
    return objects(node).map((object) => ({ type, labels: given, body: toBody(object), line: object.line }));
  return objects(node).flatMap((object) =>
    object.members
      .filter(({ key }) => key !== '//')
      .flatMap((member) => toBlocks(type, member.value, labels - 1, [...given, member.key], member.line)),
  );
}

/** At every level an array of objects stands for the objects one after the other. */
function objects(node: JsonNode): Extract<JsonNode, { type: 'object' }>[] {
  if (node.type === 'object') return [node];
  if (node.type === 'array') return node.items.flatMap(objects);
  if (node.value === null) return [];
  throw new HclError('an object was expected here', node.line);
}

/** Without the schema nobody can tell a nested block from a map, so each object becomes both. */
function toBody(node: Extract<JsonNode, { type: 'object' }>): Body {
  const body: Body = { attributes: [], blocks: [] };
  for (const { key, value, line } of node.members) {
    if (key === '//') continue;
    body.attributes.push({ name: key, value: toExpr(value), line });
    body.blocks.push(...nested(key, value, line));
  }
  return body;
}

function nested(key: string, value: JsonNode, line: number): Block[] {
  return anyObjects(value).flatMap((node) => {
    const plain: Block = { type: key, labels: [], body: toBody(node), line, ambiguous: true };
    // `provisioner`, `dynamic`, `backend` and a check's `data` have labels, which are keys in JSON.
    const labelled = node.members
      .filter((member) => member.value.type !== 'scalar')
      .flatMap((member) => labelledBlocks(key, member.value, member.key, member.line));
    return [plain, ...labelled];
  });
}

/** Objects at any depth of arrays: Terraform takes `[[{}]]` as one block too. */
function anyObjects(node: JsonNode): Extract<JsonNode, { type: 'object' }>[] {
  if (node.type === 'object') return [node];
  return node.type === 'array' ? node.items.flatMap(anyObjects) : [];
}

const labelledTypes: Record<string, number> = { provisioner: 1, dynamic: 1, backend: 1, data: 2, provider_meta: 1 };

/** Nothing here is an error: it may be a map that is only called like a block. */
function labelledBlocks(type: string, value: JsonNode, label: string, line: number): Block[] {
  const make = (node: Extract<JsonNode, { type: 'object' }>, labels: string[]): Block => ({
    type,
    labels,
    body: toBody(node),
    line,
    ambiguous: true,
  });
  if (labelledTypes[type] === 1) return anyObjects(value).map((node) => make(node, [label]));
  if (labelledTypes[type] !== 2) return [];
  const named = anyObjects(value).flatMap(({ members }) => members);
  return named.flatMap((member) => anyObjects(member.value).map((node) => make(node, [label, member.key])));
}

function toExpr(node: JsonNode): Expr {
  const { line } = node;
  if (node.type === 'array') return { kind: 'tuple', items: node.items.map(toExpr), line };
  if (node.type === 'scalar')
    return typeof node.value === 'string'
      ? readTemplate(node.value, line)
      : { kind: 'literal', value: node.value, line };
  const items = node.members.map(
    ({ key, value, line: at }): ObjectItem => ({ key: readTemplate(key, at), value: toExpr(value) }),
  );
  return { kind: 'object', items, line };
}

/** Strict JSON (RFC 8259) with lines, keys in order, repeated keys kept. */
export function parseJson(text: string): JsonNode {
  const tokens = text
    .replace(/^\ufeff/, '')
    .matchAll(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9eE.+-]*|true|false|null|[{}[\]:,]|\s+|./gsu);
  const stream: { text: string; line: number }[] = [];
  let line = 1;
  for (const [token] of tokens) {
    if (token.trim() !== '') stream.push({ text: token, line });
    line += token.split('\n').length - 1;
  }
  const state = { at: 0, depth: 0 };
  const node = readNode(stream, state);
  const extra = stream[state.at];
  if (extra) throw new HclError(`"${extra.text.slice(0, 12)}" stands behind the end of the JSON`, extra.line);
  return node;
}

type Stream = { text: string; line: number }[];

function next(stream: Stream, state: { at: number }) {
  const token = stream[state.at];
  if (!token) throw new HclError('the JSON ends too early', stream.at(-1)?.line ?? 1);
  state.at += 1;
  return token;
}

function readNode(stream: Stream, state: { at: number; depth: number }): JsonNode {
  const token = next(stream, state);
  state.depth += 1;
  if (state.depth > 200) throw new HclError('the JSON is nested more than 200 deep', token.line);
  const node = readValue(token, stream, state);
  state.depth -= 1;
  return node;
}

function readValue(
  token: { text: string; line: number },
  stream: Stream,
  state: { at: number; depth: number },
): JsonNode {
  const { text, line } = token;
  if (text === '{') return { type: 'object', members: readMembers(stream, state), line };
  if (text === '[') return { type: 'array', items: readItems(stream, state), line };
  return { type: 'scalar', value: readScalar(text, line), line };
}

function readScalar(text: string, line: number): string | number | boolean | null {
  try {
    return JSON.parse(text) as string | number | boolean | null;
  } catch {
    throw new HclError(`"${text.slice(0, 12)}" is no JSON`, line);
  }
}

function readItems(stream: Stream, state: { at: number; depth: number }): JsonNode[] {
  const items: JsonNode[] = [];
  if (stream[state.at]?.text === ']') {
    state.at += 1;
    return items;
  }
  for (;;) {
    items.push(readNode(stream, state));
    const { text, line } = next(stream, state);
    if (text === ']') return items;
    if (text !== ',') throw new HclError(`"," or "]" was expected, and "${text.slice(0, 12)}" was found`, line);
  }
}

function readMembers(stream: Stream, state: { at: number; depth: number }) {
  const members: { key: string; value: JsonNode; line: number }[] = [];
  if (stream[state.at]?.text === '}') {
    state.at += 1;
    return members;
  }
  for (;;) {
    const name = next(stream, state);
    const key = readScalar(name.text, name.line);
    if (typeof key !== 'string') throw new HclError('a key in quotes was expected', name.line);
    const colon = next(stream, state);
    if (colon.text !== ':') throw new HclError('":" was expected behind a key', colon.line);
    members.push({ key, value: readNode(stream, state), line: name.line });
    const { text, line } = next(stream, state);
    if (text === '}') return members;
    if (text !== ',') throw new HclError(`"," or "}" was expected, and "${text.slice(0, 12)}" was found`, line);
  }
}
