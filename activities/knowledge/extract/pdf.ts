/** PDF to text, page by page. A page begins with a mark that Markdown does not show. */
import { getDocumentProxy } from 'unpdf';
import { DocumentRefused } from '../refusal.ts';
import { clean } from './charset.ts';
import type { Page } from './html.ts';

const mostPages = 5_000;

/** Fewer letters a page than this, over the whole document, are a scan with a stamp on it. */
const lettersOfAPage = 10;

export const pageMark = (page: number): string => `<!-- page ${page} -->`;

/** @throws DocumentRefused for one with a password, without text, too long, or broken */
export async function pdfToMarkdown(bytes: Uint8Array): Promise<Page> {
  // A copy that is no Buffer: the library takes no others, and empties what it is given.
  const pdf = await open(new Uint8Array(bytes));
  if (pdf.numPages > mostPages) {
    throw new DocumentRefused(`This PDF has ${pdf.numPages} pages; Aurora reads up to ${mostPages}. Split it.`);
  }
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    pages.push(linesOf((await page.getTextContent()).items));
    page.cleanup();
  }
  const letters = pages.reduce((sum, page) => sum + (page.match(/\p{L}/gu)?.length ?? 0), 0);
  if (letters < lettersOfAPage * pdf.numPages) throw noText(letters);
  const { info } = (await pdf.getMetadata().catch(() => ({ info: {} }))) as { info: { Title?: unknown } };
  const title = typeof info.Title === 'string' ? clean(info.Title).trim() || null : null;
  const marked = pages.map((text, at) => `${pageMark(at + 1)}\n\n${clean(text).trim()}`);
  return { title, markdown: `${marked.join('\n\n')}\n` };
}

async function open(bytes: Uint8Array) {
  try {
    return await getDocumentProxy(bytes, { isEvalSupported: false, verbosity: 0 });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') {
      throw new DocumentRefused('This PDF is protected by a password. Save it without one and add it again.');
    }
    throw new DocumentRefused('This PDF is damaged, or not a PDF. Open it, save it anew, and add it again.');
  }
}

type Item = object | { str: string; hasEOL: boolean; transform: number[]; height: number };

/** Lines as they stand; a larger step down begins a paragraph. */
function linesOf(items: Item[]): string {
  let text = '';
  let lastY: number | undefined;
  for (const item of items) {
    if (!('str' in item)) continue;
    const y = item.transform[5] ?? 0;
    const step = lastY === undefined ? 0 : Math.abs(lastY - y);
    if (step > item.height * 1.8 && text.endsWith('\n') && item.height > 0) text += '\n';
    text += item.hasEOL ? `${item.str}\n` : item.str;
    if (item.str.trim() !== '') lastY = y;
  }
  return text.replaceAll(/[ \t]+\n/g, '\n').replaceAll(/\n{3,}/g, '\n\n');
}

const noText = (letters: number) =>
  new DocumentRefused(
    letters === 0
      ? 'This PDF has no text: it is empty, or a scan. Run text recognition (OCR) over it and add it again.'
      : 'This PDF has next to no text: it seems to be a scan. Run text recognition (OCR) over it and add it again.',
  );
