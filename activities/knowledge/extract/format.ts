/** What a document is, by its bytes. A name only tells Markdown from plain text, where nothing depends on it. */
import { fileTypeFromBuffer } from 'file-type';
import type { DocumentFormat } from '../../../db/model/knowledge.ts';
import { DocumentRefused } from '../refusal.ts';
import { hasMark } from './charset.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Types that the library knows and that are text all the same. */
const textual = /^(text\/|application\/(xml|rtf|x-subrip)|image\/svg)/;

/**
 * @returns `text` for everything without a signature
 * @throws DocumentRefused for a signature of anything else
 */
export async function signatureOf(bytes: Uint8Array): Promise<'pdf' | 'docx' | 'text'> {
  if (isPdf(bytes)) return 'pdf';
  // The mark of UTF-16 is also how some sounds begin.
  if (hasMark(bytes)) return 'text';
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (!found || textual.test(found.mime)) {
    if (found?.ext === 'rtf') throw unread('an RTF file');
    return 'text';
  }
  if (found.mime === docx) return 'docx';
  if (found.mime === 'application/x-cfb') {
    throw new DocumentRefused('This is an old Office file, or one with a password. Save it as DOCX without one.');
  }
  throw unread(`a file of type ${found.mime}`);
}

/** Its signature may stand anywhere in the first kilobyte, and does where scanners and mail systems wrote before it. */
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1_024)).includes('%PDF-');

/** @param text decoded */
export function textFormatOf(text: string, key: string): Extract<DocumentFormat, 'markdown' | 'text' | 'html'> {
  if (/^\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)[\s>]/is.test(text.slice(0, 2_000))) return 'html';
  return /\.(md|markdown|mdx|mkd)$/i.test(key) ? 'markdown' : textOrMarkdown(text, key);
}

/** A name without an ending is mostly a README or a page of a wiki: headings decide. */
function textOrMarkdown(text: string, key: string): 'markdown' | 'text' {
  const hasEnding = /\.[a-z0-9]{1,5}$/i.test(key.split(/[?#]/)[0] ?? key);
  return !hasEnding && /^#{1,6} \S/m.test(text) ? 'markdown' : 'text';
}

const unread = (what: string) =>
  new DocumentRefused(`This is ${what}. Aurora reads Markdown, text, HTML, PDF and DOCX: save it as one of those.`);
