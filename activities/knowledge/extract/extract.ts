/** Bytes to Markdown and its pieces. Runs in a process of its own: see `child.ts`. */
import type { DocumentFormat } from '../../../db/model/knowledge.ts';
import { DocumentRefused } from '../refusal.ts';
import { type Piece, splitText } from '../split/split.ts';
import { clean, decode } from './charset.ts';
import { docxToMarkdown } from './docx.ts';
import { signatureOf, textFormatOf } from './format.ts';
import { htmlToMarkdown, type Page } from './html.ts';
import { pdfToMarkdown } from './pdf.ts';

export type Extracted = { format: DocumentFormat; title: string | null; text: string; pieces: Piece[] };

/** UTF-16 units: a long book has two million. */
const mostText = 20_000_000;

/**
 * @param key what the source calls it
 * @throws DocumentRefused in words for the person who added it
 */
export async function extract(bytes: Uint8Array, key: string): Promise<Extracted> {
  const { format, page } = await read(bytes, key);
  const text = clean(page.markdown).trim();
  if (text === '') throw new DocumentRefused('There is no text in this document.');
  if (text.length > mostText) {
    throw new DocumentRefused('The text of this document is longer than 20 million characters. Split it into several.');
  }
  return { format, title: page.title ?? titleIn(text, format), text, pieces: await splitText(text, format) };
}

async function read(bytes: Uint8Array, key: string): Promise<{ format: DocumentFormat; page: Page }> {
  const signature = await signatureOf(bytes);
  if (signature === 'pdf') return { format: 'pdf', page: await pdfToMarkdown(bytes) };
  if (signature === 'docx') return { format: 'docx', page: await docxToMarkdown(bytes) };
  const text = decode(bytes);
  const format = textFormatOf(text, key);
  return { format, page: format === 'html' ? await htmlToMarkdown(text) : { title: null, markdown: text } };
}

/** The first heading of the highest level near the top. */
function titleIn(text: string, format: DocumentFormat): string | null {
  if (format === 'text' || format === 'pdf') return null;
  const head = text.slice(0, 5_000).replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const title = /^# (.+?)#*$/m.exec(head)?.[1] ?? /^(.+)\n=+$/m.exec(head)?.[1];
  return (
    title
      ?.replaceAll(/[*_`]|\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .slice(0, 300) || null
  );
}
