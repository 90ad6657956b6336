/** Markdown, as models write it, in Slack's own dialect: https://docs.slack.dev/messaging/formatting-message-text */
import type { ListItem, Nodes, Parents, RootContent, Table } from 'mdast';
import { toString as plain } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const markdown = unified().use(remarkParse).use(remarkGfm);

/** Nothing in it is a mention, a link or a command any more. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One text a top-level block, so that long answers can be cut between them. */
export const mrkdwnBlocks = (text: string): string[] =>
  markdown
    .parse(text)
    .children.map((node) => block(node))
    .filter((one) => one.trim() !== '');

function block(node: RootContent): string {
  switch (node.type) {
    case 'heading':
      return `*${inlines(node)}*`;
    case 'code':
      return fenced(escaped(node.value));
    case 'list':
      return node.children
        .map((item, index) => listItem(item, node.ordered ? `${(node.start ?? 1) + index}.` : '•'))
        .join('\n');
    case 'blockquote':
      return node.children
        .map(block)
        .join('\n')
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
    case 'table':
      return table(node);
    case 'thematicBreak':
      return '———';
    case 'html':
      return escaped(node.value);
    default:
      return inline(node);
  }
}

function listItem(item: ListItem, mark: string): string {
  const done = item.checked === null || item.checked === undefined ? '' : item.checked ? '[x] ' : '[ ] ';
  const [first = '', ...rest] = item.children.map(block).join('\n').split('\n');
  return [`${mark} ${done}${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
}

/** Slack has no tables: columns of equal width in a fixed font. */
function table({ children }: Table): string {
  const rows = children.map((row) => row.children.map((cell) => plain(cell)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    widths
      .map((width, column) => (row[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd(),
  );
  return fenced(escaped(lines.join('\n')));
}

const fenced = (text: string) => `\`\`\`\n${text}\n\`\`\``;

const inlines = ({ children }: Parents): string => children.map((child) => inline(child)).join('');

function inline(node: Nodes): string {
  switch (node.type) {
    case 'text':
      return escaped(node.value);
    case 'strong':
      return `*${inlines(node)}*`;
    case 'emphasis':
      return `_${inlines(node)}_`;
    case 'delete':
      return `~${inlines(node)}~`;
    case 'inlineCode':
      return `\`${escaped(node.value)}\``;
    case 'link':
      return link(node.url, inlines(node));
    case 'image':
      return link(node.url, escaped(node.alt ?? 'image'));
    case 'break':
      return '\n';
    case 'html':
      return escaped(node.value);
    default:
      return 'children' in node ? inlines(node) : escaped(plain(node));
  }
}

/** Only what a browser opens: a page of ours, which has no host, would lead nowhere in Slack. */
function link(url: string, label: string): string {
  if (!/^(https?|mailto):/i.test(url)) return label;
  const address = escaped(url).replaceAll('|', '%7C');
  return label === '' || label === address ? `<${address}>` : `<${address}|${label.replaceAll('|', '¦')}>`;
}
