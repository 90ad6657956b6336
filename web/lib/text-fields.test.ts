import { expect, it } from 'vitest';
import { filled, isFilled, type TextFieldOf } from './text-fields.ts';

const fields: TextFieldOf[] = [
  { name: 'token', label: 'Token', look: 'hidden' },
  { name: 'region', label: 'Region', optional: true },
];

it('sends what was typed into the fields of this kind, and nothing of another kind', () => {
  expect(filled(fields, { token: ' abc ', region: '', folder: 'of another kind' })).toEqual({ token: 'abc' });
});

it('asks only for what has to be there, and takes blanks as nothing', () => {
  expect(isFilled(fields, { token: 'abc' })).toBe(true);
  expect(isFilled(fields, { token: '  ', region: 'eu' })).toBe(false);
});
