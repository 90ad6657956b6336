/** The smallest thing that fits a JSON schema of the contract, so that a request gets past validation. */
import { randomUUID } from 'node:crypto';

export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  minItems?: number;
  minProperties?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
};
type Named = Record<string, Schema>;

const formats: Record<string, () => string> = {
  uuid: randomUUID,
  email: () => `${randomUUID()}@example.test`,
  uri: () => 'https://example.test',
  'date-time': () => '2026-01-01T00:00:00Z',
  date: () => '2026-01-01',
};
const guesses = [
  'main.tf',
  'a'.repeat(64),
  '1',
  '10.00',
  '2026-01-01',
  '2026-01',
  'aaaa',
  'a/b',
  'USD',
  'https://example.test',
  'AKIAIOSFODNN7EXAMPLE',
];

/** @throws Error naming the pattern that none of its guesses fits */
export function sampleOf(schema: Schema, named: Named): unknown {
  const of = (part: Schema) => sampleOf(part, named);
  if (schema.$ref) return of(named[schema.$ref.split('/').pop() ?? ''] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [one] = schema.oneOf ?? schema.anyOf ?? [];
  if (one) return of(one);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => of(part)));
  const type = [schema.type].flat()[0];
  if (type === 'string') return textOf(schema);
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (type === 'boolean') return true;
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => of(schema.items ?? {}));
  if (type === 'object' || schema.properties) return objectOf(schema, of);
  return type === 'null' ? null : 'any';
}

function objectOf(
  { properties = {}, required = [], additionalProperties, propertyNames = {} }: Schema,
  of: (part: Schema) => unknown,
) {
  const needed = required.map((name) => [name, of(properties[name] ?? {})]);
  const more = typeof additionalProperties === 'object' ? [[textOf(propertyNames), of(additionalProperties)]] : [];
  return Object.fromEntries([...needed, ...more]);
}

function textOf({ format, pattern, minLength = 1 }: Schema): string {
  const byFormat = formats[format ?? ''];
  if (byFormat) return byFormat();
  const padded = 'aaaa'.padEnd(minLength, 'a');
  if (!pattern) return padded;
  const fits = [padded, ...guesses].find((text) => new RegExp(pattern, 'u').test(text));
  if (fits === undefined) throw new Error(`No sample fits ${pattern}: add one to api/testing/sample.ts.`);
  return fits;
}
