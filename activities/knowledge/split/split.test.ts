import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chunksOf } from '../chunk-ids.ts';
import { splitText } from './split.ts';

const seed = Number(process.env.SPLIT_SEED ?? Date.now() % 1_000_000);

/** mulberry32 (public domain, Tommy Ettinger). */
function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function madeUp(random: () => number): string {
  const words = [
    'alpha',
    'Ünïcödé',
    '漢字',
    '🦊🦊',
    '`code`',
    '**bold**',
    'a-very-long-word'.repeat(9),
    '[link](x)',
    '.',
    '',
  ];
  const some = (most: number) => Math.floor(random() * most);
  const line = () => Array.from({ length: 1 + some(60) }, () => words[some(words.length)]).join(' ');
  const kinds = [
    () => `${'#'.repeat(1 + some(6))} ${line().slice(0, 60)}`,
    () => Array.from({ length: 1 + some(8) }, line).join('\n'),
    () => `\`\`\`\n${Array.from({ length: some(120) }, line).join('\n')}\n\`\`\``,
    () => Array.from({ length: 1 + some(30) }, () => `- ${line()}`).join('\n'),
    () => `| a | b |\n|---|---|\n${Array.from({ length: some(40) }, () => `| ${some(9)} | x |`).join('\n')}`,
    () => `> ${line()}\n>\n> ${line()}`,
    () => line().repeat(1 + some(30)),
    () => '   \n\t\n',
  ];
  return Array.from({ length: some(40) }, () => kinds[some(kinds.length)]?.())
    .join('\n'.repeat(1 + some(3)))
    .toWellFormed();
}

describe('splitting', () => {
  it(`loses nothing, repeats nothing and points exactly, whatever the text (SPLIT_SEED ${seed})`, async () => {
    const random = generator(seed);
    for (let round = 0; round < 40; round += 1) {
      const text = madeUp(random);
      for (const format of ['markdown', 'text'] as const) {
        const pieces = await splitText(text, format);
        let at = 0;
        for (const { start, end } of pieces) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(end - start).toBeLessThanOrEqual(6_000);
          // Between two pieces there is white space, or what Markdown does not show.
          expect(text.slice(at, start).trim().length).toBeLessThan(format === 'text' ? 1 : 200);
          at = end;
        }
        expect(text.slice(at).trim().length).toBeLessThan(format === 'text' ? 1 : 200);
        const chunks = chunksOf({ orgId: crypto.randomUUID(), documentId: 'd' }, text, pieces);
        expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
        for (const chunk of chunks) expect(text.slice(chunk.startOffset, chunk.endOffset)).toBe(chunk.text);
      }
    }
  }, 240_000);

  const readme = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');

  it('follows sections, and names each place as its page does', async () => {
    const pieces = await splitText(readme, 'markdown');
    const [walk] = pieces.filter(({ place }) => place.anchor === 'one-walk-of-a-message');
    expect(walk?.place.headings).toEqual(['Architecture', 'One walk of a message']);
    expect(readme.slice(walk?.start, walk?.end)).toMatch(/^## One walk of a message\n/);
    const sizes = pieces.map(({ start, end }) => end - start);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeGreaterThan(600);
  });

  it('keeps code and tables whole, and cuts what is too long at a line', async () => {
    const code = `\`\`\`sh\n${'run something here\n'.repeat(150)}\`\`\``;
    const [first] = await splitText(`# A\n\n${code}`, 'markdown');
    expect((first?.end ?? 0) - (first?.start ?? 0)).toBeGreaterThan(code.length);
    const long = `# A\n\n\`\`\`sh\n${'run something here\n'.repeat(600)}\`\`\``;
    const cuts = await splitText(long, 'markdown');
    expect(cuts.length).toBeGreaterThan(5);
    for (const { start, end } of cuts.slice(1, -1)) expect(long.slice(start, end)).toMatch(/^run.*here$/s);
  });

  it('gives headings of the same words different anchors', async () => {
    const pieces = await splitText('# Setup\n\na\n\n# Setup\n\nb\n\n# Setup: “Élan” & more_1\n\nc', 'markdown');
    expect(pieces.map(({ place }) => place.anchor)).toEqual(['setup', 'setup-1', 'setup-élan--more_1']);
  });

  it('says the page', async () => {
    const text = `<!-- page 1 -->\n\nOne.\n\n<!-- page 2 -->\n\nTwo.\n\nMore.`;
    const pieces = await splitText(text, 'pdf');
    expect(pieces.map(({ start, end, place }) => [place.page, text.slice(start, end)])).toEqual([
      [1, 'One.'],
      [2, 'Two.\n\nMore.'],
    ]);
  });

  it('makes ids of what a chunk is: of the organisation, the document, the text and its count', async () => {
    const text = 'same\n\nother\n\nsame';
    const pieces = [
      { start: 0, end: 4, place: { headings: [], anchor: null, page: null } },
      { start: 13, end: 17, place: { headings: [], anchor: null, page: null } },
    ];
    const of = { orgId: '9d3b1f6e-0000-4000-8000-000000000001', documentId: 'a' };
    const ids = chunksOf(of, text, pieces).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(chunksOf(of, text, pieces).map(({ id }) => id)).toEqual(ids);
    const other = { ...of, orgId: '9d3b1f6e-0000-4000-8000-000000000002' };
    expect(chunksOf(other, text, pieces).map(({ id }) => id)).not.toEqual(ids);
  });
});
