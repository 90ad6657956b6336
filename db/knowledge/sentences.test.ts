import { describe, expect, it } from 'vitest';
import { bestSentence, searchWords, sentencesIn } from './sentences.ts';

const runbook = `# Backups

We keep backups for 35 days. A restore of the orders
database takes about
40 minutes, and needs an approval of the on-call lead.

- Snapshots are taken at 02:00 UTC.
- The vault is named \`vault-prod\`.

| Database | Keeps |
|---|---|
| orders | 35 days |
| carts | 7 days |

\`\`\`sh
aurora runs list --json
aws rds restore-db-instance
\`\`\`
`;

const shown = (question: string) => {
  const { text, start, highlights } = bestSentence(runbook, question);
  return { text, start, words: highlights.map((one) => text.slice(one.start, one.end)) };
};

describe('the sentence that matched', () => {
  it('goes over the line breaks of its paragraph, with offsets that still fit the text', () => {
    const { text, start, words } = shown('How long does it take to restore the orders database?');
    expect(text).toBe(
      'A restore of the orders database takes about 40 minutes, and needs an approval of the on-call lead.',
    );
    expect(runbook.slice(start, start + text.length).replaceAll('\n', ' ')).toBe(text);
    expect(words).toEqual(['restore', 'orders', 'database', 'takes']);
  });

  it('is one item of a list, one row of a table, one line of code', () => {
    expect(shown('When are snapshots taken?').text).toBe('Snapshots are taken at 02:00 UTC.');
    expect(shown('carts').text).toBe('carts | 7 days |');
    expect(shown('restore-db-instance').text).toBe('aws rds restore-db-instance');
  });

  it('is found by another form of a word', () => {
    expect(shown('who approves restoring').words).toEqual(['restore', 'approval']);
  });

  it('is the first one, without highlights, when no word is shared', () => {
    expect(bestSentence('One thing. Another thing.', 'elephant')).toEqual({
      text: 'One thing.',
      start: 0,
      highlights: [],
    });
  });

  it('is cut around its first highlight when it is very long, and its ranges go with it', () => {
    const long = `${'so '.repeat(300)}needle ${'on '.repeat(300)}`;
    const { text, start, highlights } = bestSentence(long, 'needle');
    expect(text.length).toBeLessThanOrEqual(400);
    expect(highlights.map((one) => text.slice(one.start, one.end))).toEqual(['needle']);
    expect(long.slice(start, start + text.length)).toBe(text);
  });

  it('prefers the sentence with the rare words over one with many common ones', () => {
    const text = 'The bucket is private. The bucket is in the region. The bucket rotates with quorum.';
    expect(bestSentence(text, 'Does the bucket need a quorum?').text).toBe('The bucket rotates with quorum.');
  });

  it('is nothing of an empty text', () => {
    expect(bestSentence('', 'anything')).toEqual({ text: '', start: 0, highlights: [] });
    expect(sentencesIn('---\n\n***\n')).toEqual([]);
  });
});

describe('the words that the index is asked for', () => {
  it.each([
    ['How do I add HTTP trailers?', 'add http https trailers trailer trailere'],
    ['Does the bucket rotate?', 'bucket buckets rotate rotates'],
    ['policies', 'policies policy'],
    ['rejected', 'rejected reject rejecte rejects'],
    ['unknown_currency 503', 'unknown unknowns currency currencys 503'],
    ['what is it', 'what whats is it'],
  ])('are what it is about, in their usual forms: %s', (question, words) => {
    expect(searchWords(question)).toBe(words);
  });
});
