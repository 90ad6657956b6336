/** How well an answer found the known places: recall at five, and the mean of one over the rank. */
import type { Passage } from '../../db/model/knowledge-search.ts';
import type { Question } from './questions.ts';

export const ranksLookedAt = 20;

export type Figures = { recallAt5: number; mrr: number };

/** From 1; undefined where none of the first twenty passages is the place. */
export function rankOf({ places }: Question, hits: readonly Pick<Passage, 'document' | 'place'>[]): number | undefined {
  const at = hits.findIndex((hit) =>
    places.some(([key, heading]) => hit.document.key === key && hit.place.headings.includes(heading)),
  );
  return at === -1 ? undefined : at + 1;
}

export function figuresOf(ranks: readonly (number | undefined)[]): Figures {
  const sum = (of: (rank: number) => number) => ranks.reduce<number>((all, rank) => all + (rank ? of(rank) : 0), 0);
  return { recallAt5: sum((rank) => (rank <= 5 ? 1 : 0)) / ranks.length, mrr: sum((rank) => 1 / rank) / ranks.length };
}
