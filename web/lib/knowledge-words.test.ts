import { expect, it } from 'vitest';
import { chunksText, embeddingText, progressShare, progressText, readsText, weightText } from './knowledge-words.ts';

const documents = (done: number, failed: number, total: number | null) => ({ documents: { done, failed, total } });

it('says how far an ingest is, with and without knowing the end', () => {
  expect(progressText(documents(12, 0, null))).toBe('12 read');
  expect(progressText(documents(12, 1, 1_040))).toBe('12 of 1,040 read, 1 failed');
  expect(progressShare(documents(12, 0, null))).toBeNull();
  expect(progressShare(documents(3, 1, 4))).toBe(1);
});

it('leaves out what did not change', () => {
  expect(chunksText({ added: 0, removed: 0 })).toBe('');
  expect(chunksText({ added: 1, removed: 2 })).toBe('1 new passage, 2 gone');
});

it('says the weight in words at both ends and between them', () => {
  const said = [0, 0.3, 0.5, 0.7, 1].map(weightText);
  expect(new Set(said).size).toBe(5);
  expect(said[0]).toMatch(/^Words alone/);
  expect(said[4]).toMatch(/^Meaning alone/);
});

it('tells where a source reads', () => {
  const git = { url: 'https://git.example/docs.git', branch: null, folder: 'runbooks' };
  expect(readsText({ kind: 'git', settings: { git } })).toBe('https://git.example/docs.git, folder runbooks');
  expect(readsText({ kind: 'urls', settings: { urls: ['https://a.example', 'https://b.example'] } })).toBe(
    'https://a.example and 1 other',
  );
  expect(readsText({ kind: 'upload', settings: {} })).toBe('');
});

it('names an embedding as people write it', () => {
  expect(embeddingText('none')).toBe('words only');
  expect(embeddingText('openai:text-embedding-3-small')).toBe('openai: text-embedding-3-small');
});
