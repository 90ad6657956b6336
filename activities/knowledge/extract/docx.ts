/** DOCX to Markdown, by way of the HTML that mammoth makes of it. */
import mammoth from 'mammoth';
import { DocumentRefused } from '../refusal.ts';
import { htmlToMarkdown, type Page } from './html.ts';

/**
 * One that unpacks to far more than a document holds meets the limits of this process.
 *
 * @throws DocumentRefused for a broken file
 */
export async function docxToMarkdown(bytes: Uint8Array): Promise<Page> {
  const converted = await mammoth
    .convertToHtml(
      { buffer: Buffer.from(bytes) },
      // Pictures are not read; as data in the text they would only be in the way.
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
    )
    .catch(() => {
      throw broken();
    });
  const { markdown } = await htmlToMarkdown(converted.value.replaceAll(/<img[^>]*>/g, ''));
  return { title: null, markdown };
}

const broken = () =>
  new DocumentRefused('This DOCX file is damaged. Open it in a word processor, save it anew, and add it again.');
