/** HTML to Markdown: what people read of a page, without what makes it work or leads elsewhere. */
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

type Node = { type: string; tagName?: string; value?: string; properties?: Record<string, unknown>; children?: Node[] };

const dropped = new Set(
  'script style noscript template nav aside footer iframe object embed svg canvas form button input select textarea dialog video audio map'.split(
    ' ',
  ),
);

const droppedRoles = new Set(['navigation', 'banner', 'contentinfo', 'search', 'complementary']);

export type Page = { title: string | null; markdown: string };

export async function htmlToMarkdown(html: string): Promise<Page> {
  const tree = unified().use(rehypeParse).parse(html) as unknown as Node;
  const title = textOf(find(tree, 'title')).trim() || null;
  prune(tree);
  const main = find(tree, 'main') ?? find(tree, 'article');
  // A page whose main part is nearly empty is built otherwise: all of it is read.
  const root = main && textOf(main).trim().length > 200 ? { type: 'root', children: [main] } : tree;
  const processor = unified()
    .use(rehypeRemark)
    .use(remarkGfm)
    .use(remarkStringify, { bullet: '-', fences: true, listItemIndent: 'one', rule: '-' });
  const markdown = processor.stringify((await processor.run(root as never)) as never);
  return { title, markdown };
}

function prune(node: Node): void {
  if (!node.children) return;
  node.children = node.children.filter((child) => !isNoise(child));
  for (const child of node.children) prune(child);
}

function isNoise({ type, tagName = '', properties = {} }: Node): boolean {
  if (type === 'comment') return true;
  if (type !== 'element') return false;
  return dropped.has(tagName) || droppedRoles.has(String(properties.role)) || properties.hidden === true;
}

function find(node: Node, tagName: string): Node | undefined {
  if (node.tagName === tagName) return node;
  for (const child of node.children ?? []) {
    const found = find(child, tagName);
    if (found) return found;
  }
  return undefined;
}

const textOf = (node: Node | undefined): string =>
  node === undefined ? '' : (node.value ?? (node.children ?? []).map(textOf).join(''));
