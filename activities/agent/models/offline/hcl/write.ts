/** Writes HCL as `terraform fmt` would leave it. Text from people becomes a quoted literal and nothing else. */

/** An expression that is written as it is: a reference or a call, never text from people. */
export type Raw = { readonly raw: string };
export type Value = string | number | boolean | Raw | readonly Value[] | { readonly [key: string]: Value };
export type Attr = readonly [name: string, value: Value];
export type Nested = { block: string; body: readonly Item[] };
export type Item = Attr | Nested;

export const raw = (text: string): Raw => ({ raw: text });
export const block = (name: string, ...body: Item[]): Nested => ({ block: name, body });

export const resource = (type: string, label: string, ...body: Item[]): string =>
  `resource "${type}" "${label}" {\n${writeBody(body, 1)}}\n`;

export const data = (type: string, label: string, ...body: Item[]): string =>
  `data "${type}" "${label}" {\n${writeBody(body, 1)}}\n`;

export const topBlock = (head: string, ...body: Item[]): string => `${head} {\n${writeBody(body, 1)}}\n`;

/** A string literal in which neither quotes nor templates can break out. */
export function quote(text: string): string {
  // HCL knows fewer escapes than JSON: other control characters have no business in a name.
  const printable = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '');
  const escaped = JSON.stringify(printable).slice(1, -1);
  return `"${escaped.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{')}"`;
}

/** The expression at an indentation of `depth` levels (two spaces each); its first line is not indented. */
export function expression(value: Value, depth = 0): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isRaw(value)) return value.raw;
  return Array.isArray(value) ? list(value, depth) : map(value as Record<string, Value>, depth);
}

/** A call of `jsonencode`, as policies are written. */
export const json = (value: Value, depth = 1): Raw => raw(`jsonencode(${expression(value, depth)})`);

export function writeBody(items: readonly Item[], depth: number): string {
  let text = '';
  let before: 'none' | 'line' | 'tall' = 'none';
  for (const group of grouped(items, depth)) {
    const tall = group.includes('{\n') || group.includes('[\n') || group.includes('(\n');
    // fmt aligns neighbours; a blank line keeps what spans lines apart from them.
    if (before !== 'none' && (tall || before === 'tall')) text += '\n';
    text += group;
    before = tall ? 'tall' : 'line';
  }
  return text;
}

/** Runs of one-line attributes aligned together; everything taller on its own. */
function grouped(items: readonly Item[], depth: number): string[] {
  const pad = '  '.repeat(depth);
  const groups: string[] = [];
  let run: [string, string][] = [];
  const flush = () => {
    if (run.length > 0) groups.push(aligned(run, pad));
    run = [];
  };
  for (const item of items) {
    if ('block' in item) {
      flush();
      groups.push(`${pad}${item.block} {\n${writeBody(item.body, depth + 1)}${pad}}\n`);
      continue;
    }
    const value = expression(item[1], depth);
    if (value.includes('\n')) {
      flush();
      groups.push(`${pad}${item[0]} = ${value}\n`);
    } else run.push([item[0], value]);
  }
  flush();
  return groups;
}

function aligned(run: [string, string][], pad: string): string {
  const width = Math.max(...run.map(([name]) => name.length));
  return run.map(([name, value]) => `${pad}${name.padEnd(width)} = ${value}\n`).join('');
}

function list(values: readonly Value[], depth: number): string {
  const items = values.map((value) => expression(value, depth + 1));
  const oneLine = `[${items.join(', ')}]`;
  if (!oneLine.includes('\n') && oneLine.length <= 80) return oneLine;
  const pad = '  '.repeat(depth + 1);
  return `[\n${items.map((item) => `${pad}${item},\n`).join('')}${'  '.repeat(depth)}]`;
}

function map(value: Record<string, Value>, depth: number): string {
  const entries: Item[] = Object.entries(value).map(([key, inner]) => [keyText(key), inner]);
  if (entries.length === 0) return '{}';
  return `{\n${grouped(entries, depth + 1).join('')}${'  '.repeat(depth)}}`;
}

const keyText = (key: string) => (/^[A-Za-z_][\w-]*$/.test(key) ? key : quote(key));

const isRaw = (value: Value): value is Raw => typeof value === 'object' && 'raw' in value;
