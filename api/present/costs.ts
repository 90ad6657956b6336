import type { CostFreshness } from '../../db/model/costs.ts';
import { time, timeOrNull } from './times.ts';

export const freshnessView = ({ loadedAt, completeThrough, accounts }: CostFreshness) => ({
  loadedAt: timeOrNull(loadedAt),
  completeThrough,
  accounts: accounts.map((account) => ({ ...account, loadedAt: time(account.loadedAt) })),
});

/** An answer whose freshness is told in text. */
export const withFreshness = <Answer extends { freshness: CostFreshness }>(answer: Answer) => ({
  ...answer,
  freshness: freshnessView(answer.freshness),
});
