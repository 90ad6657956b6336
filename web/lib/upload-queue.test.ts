import { expect, it } from 'vitest';
import { changed, isBusy, itemOf, nextOf, queueText, refusalOf } from './upload-queue.ts';

it('refuses what cannot be read before it is sent, and says what can', () => {
  expect(refusalOf({ name: 'a.png', size: 9 })).toMatch(/Markdown, text, HTML, PDF and Word/);
  expect(refusalOf({ name: 'README', size: 9 })).toMatch(/not read/);
  expect(refusalOf({ name: 'a.pdf', size: 0 })).toBe('The file is empty.');
  expect(refusalOf({ name: 'a.pdf', size: 51 * 1024 * 1024 })).toMatch(/50 MB/);
  expect(refusalOf({ name: 'On call/Run Book.MD', size: 9 })).toBeNull();
});

it('sends a few at once, in order, and leaves out what was refused', () => {
  const items = ['a.md', 'b.png', 'c.md', 'd.md'].map((name) => itemOf(name, { name, size: 1 }));
  expect(nextOf(items, 2).map(({ id }) => id)).toEqual(['a.md', 'c.md']);
  expect(nextOf(changed(items, 'a.md', { state: 'sending' }), 2).map(({ id }) => id)).toEqual(['c.md']);
  expect(nextOf(changed(items, 'a.md', { state: 'sending' }), 1)).toEqual([]);
});

it('counts what is there already as sent, and is done when nothing waits', () => {
  let items = ['a.md', 'b.md', 'c.gif'].map((name) => itemOf(name, { name, size: 1 }));
  expect(isBusy(items)).toBe(true);
  items = changed(changed(items, 'a.md', { state: 'done' }), 'b.md', { state: 'same' });
  expect(queueText(items)).toBe('2 of 3 sent, 1 failed');
  expect(isBusy(items)).toBe(false);
});
