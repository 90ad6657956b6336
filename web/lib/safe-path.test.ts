import { expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

it.each(['/', '/runs?state=applied', '/chat/1#last'])('keeps the path %s', (path) => {
  expect(safePath(path)).toBe(path);
});

it.each([
  null,
  undefined,
  '',
  'runs',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
])('sends %j to the start page', (path) => {
  expect(safePath(path)).toBe('/');
});
