/** A text as a row of blocks: headings, pages, and what stands between them, each with its exact range. */

import { toString as plainText } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { DocumentFormat } from '../../../db/model/knowledge.ts';

/** Ranges are in UTF-16 units. `whole`: kept in one piece where it fits. */
export type Block = { start: number; end: number } & (
  | { kind: 'heading'; level: number; title: string }
  | { kind: 'page'; page: number }
  | { kind: 'text' }
  | { kind: 'whole' }
);

/** Beyond this, paragraphs alone: a parser of the whole structure would take minutes. */
const mostParsed = 4_000_000;

const parser = unified().use(remarkParse).use(remarkGfm);

export function blocksOf(text: string, format: DocumentFormat): Block[] {
  if (format === 'text' || format === 'pdf' || text.length > mostParsed) return paragraphs(text);
  return parser.parse(text).children.flatMap((node) => {
    const [start, end] = [node.position?.start.offset, node.position?.end.offset];
    if (start === undefined || end === undefined) return [];
    return [{ start, end, ...kindOf(node) }];
  });
}

type Node = ReturnType<typeof parser.parse>['children'][number];

function kindOf(node: Node) {
  if (node.type === 'heading') {
    return { kind: 'heading', level: node.depth, title: plainText(node).replaceAll(/\s+/g, ' ').trim() } as const;
  }
  if (node.type === 'code' || node.type === 'table') return { kind: 'whole' } as const;
  return { kind: 'text' } as const;
}

/** Between empty lines, and at page marks. */
function paragraphs(text: string): Block[] {
  const blocks: Block[] = [];
  for (const { 0: own, index } of text.matchAll(/[^\n]+(\n[^\n]+)*/g)) {
    if (own.trim() === '') continue;
    const page = /^<!-- page (\d+) -->$/.exec(own)?.[1];
    const range = { start: index, end: index + own.length };
    blocks.push(page ? { ...range, kind: 'page', page: Number(page) } : { ...range, kind: 'text' });
  }
  return blocks;
}
