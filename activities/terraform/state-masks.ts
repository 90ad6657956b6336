/** Masks what the state marks as sensitive, by path and then by value. */
import { addSecret, mask, redactJson } from './redact.ts';

/** Terraform writes each mark as a path: [{type: get_attr, value: name}, {type: index, value: {value: 0}}]. */
type Step = { type?: string; value?: unknown };

/**
 * @param marked `sensitive_attributes` of a state instance
 * @returns a copy in which a marked value, and every other text that holds it, is masked
 */
export function maskAttributes(attributes: Record<string, unknown>, marked: unknown): Record<string, unknown> {
  const copy = structuredClone(attributes);
  const values = new Set<string>();
  for (const path of Array.isArray(marked) ? marked : []) maskAt(copy, Array.isArray(path) ? path : [], values);
  return redactJson(copy, { values: [...values].sort((a, b) => b.length - a.length) });
}

function maskAt(root: Record<string, unknown>, path: Step[], values: Set<string>): void {
  const keys = path.map(({ value }) =>
    typeof value === 'object' && value !== null && 'value' in value ? value.value : value,
  );
  const last = keys.pop();
  let target: unknown = root;
  for (const key of keys)
    target = typeof target === 'object' && target !== null ? Reflect.get(target, String(key)) : undefined;
  if (typeof target !== 'object' || target === null || last === undefined) return;
  const found: unknown = Reflect.get(target, String(last));
  if (found === undefined || found === null) return;
  addSecret(values, found);
  Reflect.set(target, String(last), mask);
}
