import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, it } from 'vitest';
import { type DocumentMarks, documentMarks } from './document-marks.ts';

const html = (text: string, marks: DocumentMarks) =>
  renderToStaticMarkup(
    createElement(Markdown, { remarkPlugins: [remarkGfm], rehypePlugins: [[documentMarks, marks]] }, text),
  );
const rangeOf = (text: string, part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
const none: DocumentMarks = { place: null, anchors: new Map() };

it('marks the paragraph that holds the place, and no other', () => {
  const text = '# Paging\n\nFirst one.\n\nRestart the database.\n\nLast one.';
  const shown = html(text, { ...none, place: rangeOf(text, 'Restart the database.') });
  expect(shown).toContain('<p data-marked="" data-place="">Restart the database.</p>');
  expect(shown.match(/data-marked/g)).toHaveLength(1);
});

it('marks a list and a table row by row, and begins at the first of them', () => {
  const text = '- one\n- two\n- three\n\n| a | b |\n| - | - |\n| c | d |\n';
  const shown = html(text, { ...none, place: rangeOf(text, text.slice(6)) });
  expect(shown.match(/data-place/g)).toHaveLength(1);
  expect(shown).toContain('<li>one</li>');
  expect(shown).toContain('<li data-marked="" data-place="">two</li>');
  expect(shown.match(/<tr data-marked/g)).toHaveLength(2);
});

it('names headings by where they begin, and leaves those alone that have no name', () => {
  const text = '# Paging\n\n## Who\n';
  const shown = html(text, { ...none, anchors: new Map([[10, 'who']]) });
  expect(shown).toContain('<h1>Paging</h1>');
  expect(shown).toContain('<h2 id="doc-who">Who</h2>');
});

it('runs nothing that a document says', () => {
  const shown = html('<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>', none);
  expect(shown).not.toMatch(/<script|<img|href="javascript/);
});
