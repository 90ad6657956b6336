/** Which values of an object are nobody's to see. Mirrors the object, as Terraform's marks do. */
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import type { Marks } from '../terraform/plan-json.ts';
import { addSecret } from '../terraform/redact.ts';
import { isObject } from '../terraform/values.ts';
import { looksSecret, secretName } from './redact.ts';

export function marksOf(object: KubernetesObject | null): Marks {
  if (object === null) return false;
  const marks = marksIn(object, '', null);
  if (object.kind !== 'Secret') return marks;
  return { ...(isObject(marks) ? marks : {}), data: true, stringData: true } as Marks;
}

function marksIn(value: unknown, key: string, owner: Record<string, unknown> | null): Marks {
  if (Array.isArray(value)) return value.map((item) => marksIn(item, '', null));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, marksIn(part, name, value)]));
  }
  if (typeof value !== 'string') return false;
  if (looksSecret(value)) return true;
  const variable = key === 'value' && typeof owner?.name === 'string';
  return secretName.test(variable ? String(owner.name) : key);
}

/** Adds what the marks hold, so that it is found wherever else it stands; the bytes of a Secret also as they are. */
export function collectMarked(value: unknown, marks: Marks, into: Set<string>): void {
  if (marks === true) {
    for (const text of textsIn(value)) for (const form of [text, decoded(text)]) addSecret(into, form);
  } else if (typeof marks === 'object' && typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      const mark = (marks as Record<string, Marks>)[key];
      if (mark) collectMarked(part, mark, into);
    }
  }
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

function decoded(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes.toString('utf8') : '';
}
