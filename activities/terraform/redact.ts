/**
 * Keeps secrets out of whatever is stored or shown.
 *
 * Marks are not enough: a value that is masked in `tags` stands in clear in `tags_all`, a literal stands in `configuration`,
 * `variables` has no marks at all, and Terraform's own text quotes what it likes. So values are collected by every mark there is,
 * and then removed wherever they occur.
 */

import type { PlanJson } from './plan-json.ts';
import { collectInto } from './secrets.ts';

/** Longest first, so that a secret inside another leaves no rest. */
export type SecretSet = { values: readonly string[] };

export const mask = '(sensitive)';
export const noSecrets: SecretSet = { values: [] };

/** Shorter ones would mask half the page ("1", "true"), and give nothing away that a mark does not already hide. */
const shortest = 4;
/** Words that stand in every plan; masking them by value would hide ordinary facts. */
const common = new Set([
  'true',
  'false',
  'null',
  'none',
  'default',
  'admin',
  'root',
  'user',
  'test',
  'postgres',
  'mysql',
  'Enabled',
  'Disabled',
]);

export function collectSecrets(planJson: PlanJson): SecretSet {
  const values = new Set<string>();
  collectInto(planJson, (value) => addSecret(values, value));
  return toSecretSet(values);
}

export const toSecretSet = (values: Iterable<string>): SecretSet => ({
  values: [...new Set(values)].sort((a, b) => b.length - a.length),
});

export const joinSecrets = (...sets: SecretSet[]): SecretSet => toSecretSet(sets.flatMap(({ values }) => values));

/** Adds the strings in a sensitive value: also those in JSON text, and the forms they take in other text. */
export function addSecret(values: Set<string>, value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) addSecret(values, part);
    return;
  }
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim().length < shortest || common.has(text)) return;
  for (const form of forms(text)) if (form.length >= shortest) values.add(form);
  for (const part of innerValues(text)) addSecret(values, part);
}

/** How the same text looks inside JSON, HCL, a URL, and base64 of it alone. */
function forms(value: string): string[] {
  const encoded = Buffer.from(value).toString('base64');
  return [
    value,
    value.trim(),
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    encoded,
    encoded.replace(/=+$/, ''),
  ];
}

function innerValues(text: string): unknown[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return Object.values(JSON.parse(text) as object);
  } catch {
    return [];
  }
}

/**
 * A value that could be an ordinary word ("green", "8080") is masked only where it stands alone,
 * or half the names on a page would be masked with it.
 */
const weak = (value: string) => value.length < 8 || /^[A-Za-z]{1,15}$/.test(value) || /^\d+$/.test(value);

const escaped = (value: string) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const alone = (value: string) => new RegExp(`(?<![\\w./:@-])${escaped(value)}(?![\\w./:@-])`, 'g');

export function redactText(text: string, { values }: SecretSet): string {
  let result = text;
  for (const value of values)
    if (result.includes(value)) result = result.replaceAll(weak(value) ? alone(value) : value, mask);
  return result;
}

/** A deep copy with every secret replaced, in keys too. */
export function redactJson<T>(value: T, secrets: SecretSet): T {
  if (secrets.values.length === 0) return structuredClone(value);
  return redactNode(value, secrets, new Set(secrets.values)) as T;
}

function redactNode(node: unknown, secrets: SecretSet, exact: Set<string>): unknown {
  if (typeof node === 'string') return exact.has(node) ? mask : redactText(node, secrets);
  if (typeof node === 'number') return exact.has(String(node)) ? mask : node;
  if (Array.isArray(node)) return node.map((item) => redactNode(item, secrets, exact));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, item]) => [
    redactText(key, secrets),
    redactNode(item, secrets, exact),
  ]);
  return Object.fromEntries(entries);
}
