/** Marks a place in a document that is drawn from Markdown, and names its headings. Works on the HTML tree (hast). */
import type { Element, ElementContent, Root } from 'hast';
import type { TextRange } from './text-pieces.ts';

/** Beside everything else on the page, so that a document's names meet none of ours. */
export const headingId = (anchor: string): string => `doc-${anchor}`;

export type DocumentMarks = {
  /** The place to mark, in the text that is drawn; null: none. */
  place: TextRange | null;
  /** Headings by where they begin in the text that is drawn. */
  anchors: ReadonlyMap<number, string>;
};

/** The smallest parts that stand alone; a list or table is marked row by row. */
const blocks = new Set(['p', 'pre', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'dt', 'dd']);
const isHeading = (name: string) => /^h[1-6]$/.test(name);

/** A rehype plugin. */
export const documentMarks =
  ({ place, anchors }: DocumentMarks) =>
  (tree: Root): void => {
    const marked: Element[] = [];
    for (const element of blocksOf(tree.children)) {
      const start = element.position?.start.offset;
      const end = element.position?.end.offset;
      if (start === undefined || end === undefined) continue;
      const anchor = isHeading(element.tagName) ? anchors.get(start) : undefined;
      if (anchor !== undefined) element.properties.id = headingId(anchor);
      if (place && start < place.end && end > place.start) marked.push(element);
    }
    for (const element of marked) element.properties['data-marked'] = '';
    const [first] = marked;
    if (first) first.properties['data-place'] = '';
  };

function blocksOf(nodes: readonly (ElementContent | Root['children'][number])[]): Element[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'element') return [];
    const inside = blocksOf(node.children);
    // A list item that holds paragraphs or another list is marked by them.
    return blocks.has(node.tagName) && inside.length === 0 ? [node] : inside;
  });
}
