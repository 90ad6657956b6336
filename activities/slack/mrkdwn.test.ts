import { describe, expect, it } from 'vitest';
import { mrkdwnBlocks } from './mrkdwn.ts';
import { pieceLength, pieces } from './split.ts';

const shown = (markdown: string) => mrkdwnBlocks(markdown).join('\n\n');

describe('Markdown in Slack', () => {
  it.each([
    ['**bold** and *slanted* and ~~gone~~', '*bold* and _slanted_ and ~gone~'],
    ['# Title\n\ntext', '*Title*\n\ntext'],
    ['- one\n- two\n  - inner', '• one\n• two\n    • inner'],
    ['3. three\n4. four', '3. three\n4. four'],
    ['[docs](https://example.com/a?b=1&c=2)', '<https://example.com/a?b=1&amp;c=2|docs>'],
    ['https://example.com', '<https://example.com>'],
    ['[the run](/runs/1)', 'the run'],
    ['`a < b`', '`a &lt; b`'],
    ['```hcl\na = "<b>"\n```', '```\na = "&lt;b&gt;"\n```'],
    ['> quoted\n> twice', '> quoted\n> twice'],
    ['| a | bb |\n|---|---|\n| 1 | 2 |', '```\na  bb\n1  2\n```'],
    ['- [x] done\n- [ ] open', '• [x] done\n• [ ] open'],
  ])('writes %j as Slack does', (markdown, slack) => expect(shown(markdown)).toBe(slack));

  it('lets nothing in it become a mention, a link or a command', () => {
    const said = shown('<!channel> <@U123> <https://evil.example|click> & [a|b](https://example.com/x|y>z)');
    expect(said).not.toMatch(/<[!@]|<https:\/\/evil/);
    expect(said).toContain('&lt;!channel&gt;');
    expect(said).toContain('&amp;');
  });
});

describe('long answers', () => {
  it('stay in one piece where they fit, and are cut between blocks where they do not', () => {
    expect(pieces(['a', 'b'], 10)).toEqual(['a\n\nb']);
    expect(pieces(['aaaa', 'bbbb', 'cc'], 8)).toEqual(['aaaa', 'bbbb\n\ncc']);
    expect(pieces([])).toEqual([]);
  });

  it('close and open a code block that is cut, and lose no line of it', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index} of a long file`);
    const cut = pieces(mrkdwnBlocks(`\`\`\`\n${lines.join('\n')}\n\`\`\``));
    expect(cut.length).toBeGreaterThan(2);
    for (const piece of cut) {
      expect(piece.length).toBeLessThanOrEqual(pieceLength);
      expect(piece).toMatch(/^```\n[^`]*\n```$/);
    }
    expect(cut.flatMap((piece) => piece.split('\n').slice(1, -1))).toEqual(lines);
  });

  it('cut a text without a space anywhere', () => {
    const cut = pieces(['x'.repeat(25)], 10);
    expect(cut.map((one) => one.length)).toEqual([10, 10, 5]);
  });
});
