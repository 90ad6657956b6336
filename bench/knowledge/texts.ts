/** Made-up passages, questions and vectors: words as often as in real texts, vectors in clusters as models make them. */

export type Texts = {
  dimensions: number;
  /** About 1,200 characters. */
  passage(): string;
  /** Four words, one of them seldom. */
  question(): string;
  vector(): number[];
};

const words = 20_000;
const topics = 400;
const dimensions = 384;

/** The same for the same seed. */
export function madeUpTexts(seed: number): Texts {
  const random = generator(seed);
  // Zipf's law: the n-th word comes 1/n as often as the first.
  const word = () => `w${Math.floor(words ** random()).toString(36)}`;
  const normal = () => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: topics }, () => Array.from({ length: dimensions }, normal));
  return {
    dimensions,
    passage: () => Array.from({ length: 220 }, word).join(' '),
    question: () => [word(), word(), word(), `w${Math.floor(random() * words).toString(36)}`].join(' '),
    vector: () => (centres[Math.floor(random() * topics)] ?? []).map((value) => value + normal() / 2),
  };
}

/** mulberry32 (public domain, Tommy Ettinger): small, and the same on every machine. */
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
