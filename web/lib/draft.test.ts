import { expect, it } from 'vitest';
import { changesBetween, firstFile, languageOf, onTopOf, parseDraft, pathProblem, renamed, without } from './draft.ts';

const files = { 'main.tf': 'a', 'modules/net/main.tf': 'b' };

it('tells what saving would change', () => {
  const after = { 'main.tf': 'A', 'new.tf': 'c' };
  expect(changesBetween(files, after).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'changed main.tf',
    'removed modules/net/main.tf',
    'added new.tf',
  ]);
  expect(changesBetween(files, { ...files })).toEqual([]);
});

it.each(['', '../x.tf', './x.tf', 'a//b.tf', '/main.tf', 'a b.tf', 'main.tf', 'modules', 'main.tf/x', 'x'.repeat(256)])(
  'refuses the path %j',
  (path) => {
    expect(pathProblem(path, files)).toMatch(/\w/);
  },
);

it.each(['variables.tf', 'modules/net/vars.tf', 'modules/db/main.tf', '.tflint.hcl'])('takes the path %s', (path) => {
  expect(pathProblem(path, files)).toBeNull();
});

it('renames and removes without touching the rest', () => {
  expect(renamed(files, 'main.tf', 'all.tf')).toEqual({ 'all.tf': 'a', 'modules/net/main.tf': 'b' });
  expect(without(files, 'main.tf')).toEqual({ 'modules/net/main.tf': 'b' });
  expect(renamed(files, 'absent.tf', 'x.tf')).toBe(files);
});

it('opens main.tf first, else any .tf', () => {
  expect(firstFile({ 'a.tf': '', 'main.tf': '' })).toBe('main.tf');
  expect(firstFile({ 'README.md': '', 'z.tf': '' })).toBe('z.tf');
  expect(firstFile({})).toBeNull();
});

it('knows the languages of a project', () => {
  expect(['main.tf', 'prod.tfvars', 'x.tf.json', 'README.md', 'user_data.tpl'].map(languageOf)).toEqual([
    'hcl',
    'hcl',
    'json',
    'markdown',
    'plaintext',
  ]);
});

it('reads back its own drafts, and nothing else', () => {
  const draft = { base: 3, files };
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  for (const odd of [null, '', '{', '[]', '{"base":"3","files":{}}', '{"base":1,"files":{"a":1}}']) {
    expect(parseDraft(odd)).toBeNull();
  }
});

it("puts one's edits on top of what was saved meanwhile, without undoing it", () => {
  const base = { 'a.tf': '1', 'b.tf': '1', 'c.tf': '1', 'd.tf': '1' };
  const theirs = { 'a.tf': '1', 'b.tf': 'theirs', 'c.tf': 'theirs', 'd.tf': '1', 'new.tf': 'theirs' };
  const mine = { 'a.tf': 'mine', 'b.tf': '1', 'c.tf': 'mine', 'own.tf': 'mine' };
  expect(onTopOf(theirs, base, mine)).toEqual({
    files: { 'a.tf': 'mine', 'b.tf': 'theirs', 'c.tf': 'mine', 'new.tf': 'theirs', 'own.tf': 'mine' },
    bothChanged: ['c.tf'],
  });
});

it('sees no clash where both made the same change', () => {
  expect(onTopOf({ 'a.tf': '2' }, { 'a.tf': '1' }, { 'a.tf': '2' }).bothChanged).toEqual([]);
});
