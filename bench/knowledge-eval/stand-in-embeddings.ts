/**
 * What stands in for an embedding where none is set up, so that the harness runs on every machine: hashed n-grams of
 * characters, weighted by how rare they are in the corpus. It knows spelling, not meaning, so its figures say how the
 * harness and the fusion work, and nothing about a real embedding.
 */
import { createHash } from 'node:crypto';

export const standInName = 'stand-in: hashed character n-grams (no meaning)';

const dimensions = 1_024;
const lengths = [3, 4, 5];

export type StandIn = { embed(text: string): number[] };

/** @param corpus every text that will be searched: the weights come from it */
export function makeStandIn(corpus: readonly string[]): StandIn {
  const inTexts = new Float64Array(dimensions);
  for (const text of corpus)
    for (const bucket of new Set(bucketsOf(text).keys())) inTexts[bucket] = (inTexts[bucket] ?? 0) + 1;
  const rarity = inTexts.map((texts) => Math.log((corpus.length + 1) / (texts + 1)));
  return {
    embed(text) {
      const vector = new Array<number>(dimensions).fill(0);
      for (const [bucket, times] of bucketsOf(text)) vector[bucket] = (1 + Math.log(times)) * (rarity[bucket] ?? 0);
      const length = Math.hypot(...vector) || 1;
      return vector.map((value) => value / length);
    },
  };
}

function bucketsOf(text: string): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `_${word}_`;
    for (const length of lengths) {
      for (let at = 0; at + length <= padded.length; at += 1) {
        const bucket = hash(padded.slice(at, at + length));
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      }
    }
  }
  return buckets;
}

const known = new Map<string, number>();

function hash(gram: string): number {
  const before = known.get(gram);
  if (before !== undefined) return before;
  const bucket = createHash('sha256').update(gram).digest().readUInt16BE(0) % dimensions;
  known.set(gram, bucket);
  return bucket;
}
