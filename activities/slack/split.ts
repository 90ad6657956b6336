/** Long texts in pieces that Slack takes: cut between blocks, else between lines, else anywhere. */

/** A section's text may have 3,000 characters. */
export const pieceLength = 2_900;

const fence = '```';

/** @param blocks of mrkdwn, none of which is empty. Each piece is whole: a code block that is cut is closed and opened again. */
export function pieces(blocks: string[], limit = pieceLength): string[] {
  const done: string[] = [];
  let now = '';
  for (const part of blocks.flatMap((block) => (block.length > limit ? cut(block, limit) : [block]))) {
    const joined = now === '' ? part : `${now}\n\n${part}`;
    if (joined.length <= limit) {
      now = joined;
      continue;
    }
    done.push(now);
    now = part;
  }
  return now === '' ? done : [...done, now];
}

function cut(block: string, limit: number): string[] {
  const isCode = block.startsWith(fence) && block.endsWith(fence);
  const inner = isCode ? block.slice(fence.length, -fence.length).replace(/^\n|\n$/g, '') : block;
  const room = isCode ? limit - 2 * (fence.length + 1) : limit;
  const parts = byLines(inner, room);
  return isCode ? parts.map((part) => `${fence}\n${part}\n${fence}`) : parts;
}

function byLines(text: string, room: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const line = rest.lastIndexOf('\n', room);
    const space = rest.lastIndexOf(' ', room);
    const at = line > 0 ? line : space > 0 ? space : room;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^[\n ]/, '');
  }
  return rest === '' ? parts : [...parts, rest];
}
