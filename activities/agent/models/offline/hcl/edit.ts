/**
 * Careful edits of a project's files: each changes the few characters it must and leaves the rest as people wrote it.
 * Every edit scans the text anew, so that places never go stale between two edits.
 */
import { type Attribute, type Block, scan } from './scan.ts';
import { expression, type Item, type Value, writeBody } from './write.ts';

export type Files = Readonly<Record<string, string>>;
export type Found = { file: string; address: string; type: string; label: string; block: Block };

/** Every `resource` of the project, in the order of files and text. @throws HclUnreadable */
export function resources(files: Files): Found[] {
  return Object.entries(files)
    .filter(([file]) => file.endsWith('.tf'))
    .flatMap(([file, text]) => scan(text).flatMap((block) => found(file, block) ?? []));
}

function found(file: string, block: Block): Found | undefined {
  const [type, label] = block.labels;
  if (block.type !== 'resource' || type === undefined || label === undefined) return undefined;
  return { file, address: `${type}.${label}`, type, label, block };
}

export const resourceAt = (files: Files, address: string): Found | undefined =>
  resources(files).find((one) => one.address === address);

export const attribute = (block: Block, name: string): Attribute | undefined =>
  block.attributes.find((one) => one.name === name);

/** The nested block at a path of block names, the first of each. */
export const nested = (block: Block, path: readonly string[]): Block | undefined =>
  path.reduce<Block | undefined>((at, name) => at?.blocks.find(({ type }) => type === name), block);

/** The value of a literal; undefined for what is computed, and for what is not there. */
export function literal(block: Block, name: string): string | number | boolean | undefined {
  const value = attribute(block, name)?.value;
  if (value === undefined) return undefined;
  if (/^(true|false)$/.test(value)) return value === 'true';
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return /^"[^"$%\\]*"$/.test(value) ? value.slice(1, -1) : undefined;
}

/** Sets one attribute of a resource, in the block itself or at a path of nested blocks, which are made when missing. */
export function setAttribute(
  files: Files,
  address: string,
  path: readonly string[],
  name: string,
  value: Value,
): Files {
  const target = requireResource(files, address);
  const text = files[target.file] ?? '';
  const there = path.findIndex((_, at) => nested(target.block, path.slice(0, at + 1)) === undefined);
  const depth = there === -1 ? path.length : there;
  const inner = nested(target.block, path.slice(0, depth)) ?? target.block;
  const existing = depth === path.length ? attribute(inner, name) : undefined;
  if (existing !== undefined) {
    return withText(files, target.file, splice(text, existing.valueStart, existing.end, expression(value, depth + 1)));
  }
  const missing = path.slice(depth);
  const items = missing.reduceRight<Item[]>((body, block) => [{ block, body }], [[name, value]]);
  return withText(files, target.file, appendToBody(text, inner, items, depth + 1));
}

/** Adds items to the end of a resource's body. */
export function addToResource(files: Files, address: string, items: readonly Item[]): Files {
  const target = requireResource(files, address);
  return withText(files, target.file, appendToBody(files[target.file] ?? '', target.block, items, 1));
}

/** Removes the first nested block that is chosen. */
export function removeNested(files: Files, address: string, chosen: (block: Block) => boolean): Files {
  const target = requireResource(files, address);
  const inner = target.block.blocks.find(chosen);
  return inner === undefined ? files : withText(files, target.file, cut(files[target.file] ?? '', inner));
}

/** Removes a resource with the comment that stands right above it. A file left without content is left out. */
export function removeResource(files: Files, address: string): Files {
  const target = resourceAt(files, address);
  return target === undefined ? files : withoutBlock(files, target.file, target.block);
}

export function withoutBlock(files: Files, file: string, block: Block): Files {
  const text = cut(files[file] ?? '', block);
  if (text.trim() !== '') return withText(files, file, text);
  const { [file]: _emptied, ...others } = files;
  return others;
}

/** Adds blocks to the end of a file, or makes the file. */
export function append(files: Files, file: string, blocks: string): Files {
  const before = files[file]?.trimEnd();
  return withText(files, file, before ? `${before}\n\n${blocks}` : blocks);
}

/** Renames a resource's label and every reference to it in the project. */
export function replaceReferences(files: Files, from: string, to: string): Files {
  const reference = new RegExp(`(?<![\\w.-])${from.replaceAll('.', '\\.')}(?![\\w-])`, 'g');
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(reference, to)]));
}

/** Whether the text between two places refers to the address. */
export const refersTo = (text: string, address: string): boolean =>
  new RegExp(`(?<![\\w.-])${address.replaceAll('.', '\\.')}(?![\\w-])`).test(text);

const withText = (files: Files, file: string, text: string): Files => ({ ...files, [file]: text });
const splice = (text: string, start: number, end: number, put: string) => text.slice(0, start) + put + text.slice(end);

function requireResource(files: Files, address: string): Found {
  const target = resourceAt(files, address);
  if (target === undefined) throw new Error(`no resource ${address}`);
  return target;
}

function appendToBody(text: string, block: Block, items: readonly Item[], depth: number): string {
  const body = text.slice(block.bodyStart, block.bodyEnd);
  const closing = '  '.repeat(depth - 1);
  const added = writeBody(items, depth);
  const kept = body.includes('\n') ? body.trimEnd() : body.trim() && `\n${'  '.repeat(depth)}${body.trim()}`;
  const gap = kept.trim() === '' ? '\n' : '\n\n';
  return splice(text, block.bodyStart, block.bodyEnd, `${kept}${gap}${added}${closing}`);
}

/** Cuts a block out together with the comment lines right above it and one of the blank lines around it. */
function cut(text: string, block: Block): string {
  const lead = text.slice(0, block.start).replace(/[ \t]*$/, '');
  const before = lead.replace(/((?<![^\n])[ \t]*(?:#|\/\/).*\n)+$/, '').trimEnd();
  const after = text
    .slice(block.end)
    .replace(/^[ \t]*\n/, '')
    .replace(/^(?:[ \t]*\n)+/, '');
  if (before === '') return after;
  const last = after.trim() === '' || after.trimStart().startsWith('}') || before.endsWith('{');
  return `${before}\n${last ? '' : '\n'}${after}`;
}
