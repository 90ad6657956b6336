import { expect, it } from 'vitest';
import { diffLines, jsonInside, sidesOf, withContext } from './plan-value.ts';
import type { AttributeChange } from './types.ts';

const change = (rest: Partial<AttributeChange>): AttributeChange => ({
  path: 'acl',
  kind: 'changed',
  sensitive: false,
  forcesReplacement: false,
  ...rest,
});

it.each([
  [change({ before: 'private', after: 'public' }), { before: '"private"', after: '"public"' }],
  [change({ kind: 'added', after: true }), { before: null, after: 'true' }],
  [change({ kind: 'removed', before: 3 }), { before: '3', after: null }],
  [change({ kind: 'changed', before: null, after: 'x' }), { before: 'null', after: '"x"' }],
  [change({ kind: 'changed', before: 'x', after: null }), { before: '"x"', after: 'null' }],
  [change({ kind: 'unknown', before: 'arn:old' }), { before: '"arn:old"', after: '(known after apply)' }],
  [change({ kind: 'unknown' }), { before: null, after: '(known after apply)' }],
])('shows both sides of %j', (given, sides) => {
  expect(sidesOf(given)).toEqual(sides);
});

it('never shows a sensitive value, even when one was sent', () => {
  const leaked = change({ sensitive: true, before: 'hunter2', after: 'hunter3' });
  expect(sidesOf(leaked)).toEqual({ before: '(sensitive)', after: '(sensitive)' });
  expect(sidesOf({ ...leaked, kind: 'added' })).toEqual({ before: null, after: '(sensitive)' });
});

it('opens JSON that lies in a string, and only that', () => {
  expect(jsonInside('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(jsonInside('{not json')).toBeNull();
  expect(jsonInside('plain')).toBeNull();
  expect(jsonInside({ a: 1 })).toBeNull();
});

it('finds the lines that differ', () => {
  const rows = diffLines('a\nb\nc\nd', 'a\nB\nc\nd\ne');
  expect(rows.map((row) => `${row.kind} ${row.text}`)).toEqual([
    'same a',
    'removed b',
    'added B',
    'same c',
    'same d',
    'added e',
  ]);
  expect(diffLines('x', 'x').every((row) => row.kind === 'same')).toBe(true);
});

it('leaves out what is far from any change', () => {
  const text = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const rows = withContext(diffLines(text.join('\n'), text.with(15, 'new').join('\n')), 2);
  expect(rows[0]).toBeNull();
  expect(rows.at(-1)).toBeNull();
  expect(rows.filter((row) => row !== null)).toHaveLength(6);
});
