import { expect, it } from 'vitest';
import { linkText, repositoryOf } from './repository-words.ts';

it.each([
  ['acme/shop', 'acme/shop'],
  [' https://github.com/acme/shop.git ', 'acme/shop'],
  ['https://git.example/group/sub/shop/', 'group/sub/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['acme', null],
  ['', null],
])('takes %j as the repository %j', (typed, repository) => {
  expect(repositoryOf(typed)).toBe(repository);
});

it('says what a project is linked to in one line', () => {
  expect(linkText({ repository: 'acme/shop', folder: '', branch: 'main' })).toBe('acme/shop, all of it, branch main');
  expect(linkText({ repository: 'acme/shop', folder: 'infra', branch: 'main' })).toMatch(/folder infra/);
});
