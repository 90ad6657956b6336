/** What differs between two versions of a resource, for its history. */
import type { AttributeChange } from './model/estate.ts';

/** A line of history is for people: where more differs, the resource itself has the rest. */
const mostChanges = 100;

/**
 * @returns leaves that differ, by path (`tags.team`, `attributes.rules[0].days`). A key with a dot stands in quotes.
 */
export function attributeDiff(before: object, after: object): AttributeChange[] {
  const found: AttributeChange[] = [];
  walk('', before, after, found);
  return found.slice(0, mostChanges);
}

function walk(path: string, before: unknown, after: unknown, found: AttributeChange[]): void {
  if ((before ?? null) === (after ?? null)) return;
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
    found.push({ path, before: before ?? null, after: after ?? null });
    return;
  }
  const list = Array.isArray(after);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    walk(join(path, key, list), before[key], after[key], found);
  }
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function join(path: string, key: string, list: boolean): string {
  if (list) return `${path}[${key}]`;
  const name = /^[^.[\]"]+$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
}
