import { expect, it } from 'vitest';
import { changedPaths, fileFacts } from './revision-files.ts';

it('names what was added, removed and changed, and nothing that stayed', () => {
  const before = fileFacts({ 'a.tf': 'a', 'b.tf': 'b', 'kubernetes/c.yaml': 'c' });
  const now = fileFacts({ 'a.tf': 'a', 'b.tf': 'other', 'd.tf': 'd' });
  expect(changedPaths(before, now)).toEqual(['b.tf', 'd.tf', 'kubernetes/c.yaml']);
  expect(changedPaths(now, now)).toEqual([]);
});
