/** Text of others as a piece of Markdown that stays one piece: it can close no link, open no markup and add no line. */
import { documentHref } from '../../../../db/model/knowledge-search.ts';

const oneLine = (text: string, longest: number): string => {
  const plain = text.replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest - 3)}...` : plain;
};

/** Inline code. */
export const asCode = (text: string, longest: number): string =>
  `\`${oneLine(text.replaceAll('`', "'"), longest) || ' '}\``;

/** A link into a document, at a chunk where one is given. */
export function asLink(title: string, documentId: string, chunkId?: string): string {
  const words = oneLine(title.replace(/[[\]()<>`*_~|\\!#]+/g, ' '), 80);
  return `[${words || 'a document'}](${documentHref(documentId, chunkId)})`;
}
