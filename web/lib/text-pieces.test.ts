import { expect, it } from 'vitest';
import { around, piecesOf, withoutMarks } from './text-pieces.ts';

const shown = (...given: Parameters<typeof piecesOf>) =>
  piecesOf(...given)
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join('');

it('marks what is found, whatever the order, and loses no letter', () => {
  const ranges = [
    { start: 11, end: 15 },
    { start: 0, end: 3 },
  ];
  expect(shown('The server was down', ranges)).toBe('[The] server [was ]down');
});

it('takes overlapping ranges as one run, and those beyond the end as far as it goes', () => {
  const ranges = [
    { start: 0, end: 6 },
    { start: 4, end: 99 },
  ];
  expect(shown('Call 112', ranges)).toBe('[Call 1][12]');
  expect(shown('Call 112', [{ start: 50, end: 60 }])).toBe('Call 112');
});

it('keeps the sentence whole and cuts around it at words', () => {
  const text = 'One two three four. Restart the database. Then five six seven.';
  const start = text.indexOf('Restart');
  const { before, after } = around(text, { start, end: start + 21 }, { before: 12, after: 12 });
  expect(before).toBe('… four. ');
  expect(after).toBe(' Then five …');
});

it('leaves short text alone', () => {
  expect(around('a b c', { start: 2, end: 3 }, { before: 9, after: 9 })).toEqual({ before: 'a ', after: ' c' });
});

it('shows Markdown as words in an excerpt', () => {
  expect(withoutMarks('## Paging\n\n- Call **Ada**, see [the list](https://x.example)\n- `pg_ctl`')).toBe(
    'Paging Call Ada, see the list pg_ctl',
  );
  expect(withoutMarks('| who | when |\n| --- | :---: |\n| Ada | nights |')).toBe(' who when Ada nights ');
});
