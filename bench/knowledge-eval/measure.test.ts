import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { figuresOf, rankOf } from './measure.ts';
import { questions } from './questions.ts';
import { makeStandIn } from './stand-in-embeddings.ts';

const hit = (key: string, ...headings: string[]) => ({
  document: { id: '', title: '', key, format: null, sourceId: '', sourceName: '' },
  place: { headings, anchor: null, page: null },
});

describe('the evaluation of search', () => {
  it('ranks the first passage at one of the places, below its heading or deeper', () => {
    const question = { question: 'x', places: [['a.md', 'B']] as const };
    expect(rankOf(question, [hit('b.md', 'B'), hit('a.md', 'A'), hit('a.md', 'A', 'B', 'C')])).toBe(3);
    expect(rankOf(question, [hit('b.md', 'B')])).toBeUndefined();
  });

  it('counts what was not found as nothing', () => {
    expect(figuresOf([1, 2, undefined, 10])).toEqual({ recallAt5: 0.5, mrr: (1 + 1 / 2 + 1 / 10) / 4 });
  });

  it('asks at least sixty questions, each once, about documents that are there', async () => {
    const keys = new Set((await readCorpus()).map(({ key }) => key));
    expect(questions.length).toBeGreaterThanOrEqual(60);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length);
    expect(questions.flatMap(({ places }) => places).filter(([key]) => !keys.has(key))).toEqual([]);
  });

  it('has a stand-in that is the same each time, and nearer to what is spelled alike', () => {
    const texts = ['Buckets are rotated weekly', 'The lunch is at noon', 'Trailers of responses'];
    const { embed } = makeStandIn(texts);
    const asked = embed('a trailer');
    const nearness = texts.map((text) => embed(text).reduce((sum, value, at) => sum + value * (asked[at] ?? 0), 0));
    expect(nearness.indexOf(Math.max(...nearness))).toBe(2);
    expect(makeStandIn(texts).embed('x y z')).toEqual(embed('x y z'));
  });
});
