/** Chooses fields of a provider's answer one by one, so that nothing unnamed, secrets included, comes along. */
import type { Json } from '../clouds/provider.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param path names joined by dots; `name[]` goes into each item of a list, a last `keys()` takes an object's names:
 *   `properties.networkProfile.networkInterfaces[].id`
 * @returns undefined where there is nothing; null and empty lists count as nothing
 */
export function readPath(value: unknown, path: string): Json | undefined {
  const found = walk(value, path.split('.'));
  if (found === undefined || found === null) return undefined;
  return Array.isArray(found) && found.length === 0 ? undefined : (found as Json);
}

function walk(value: unknown, [step, ...rest]: string[]): unknown {
  if (step === undefined) return value;
  if (!isObject(value)) return undefined;
  if (step === 'keys()') return Object.keys(value).sort();
  if (!step.endsWith('[]')) return walk(value[step], rest);
  const items = value[step.slice(0, -2)];
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item) => walk(item, rest) ?? []);
}

export const textAt = (value: unknown, path: string): string | undefined => {
  const found = readPath(value, path);
  return typeof found === 'string' ? found : undefined;
};

/** The name of each attribute, and where it is in the answer. */
export type FieldPaths = Record<string, string>;

export function chooseFields(value: unknown, fields: FieldPaths): Record<string, Json> {
  const chosen = Object.entries(fields).map(([name, path]) => [name, readPath(value, path)] as const);
  return Object.fromEntries(chosen.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** A provider's map of labels: anything that is no text is turned into it, null left out. */
export function tagsIn(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, tag]) => (tag === null || tag === undefined ? [] : [[key, String(tag)]])),
  );
}

/** ISO 8601 in UTC of what a provider wrote as a time. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(value instanceof Date)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
