/** When the stub misbehaves: on a seed, so that a failure can be had again. */
import { seededRandom } from '../clouds/core/faults.ts';

export type GithubFault = 'primary' | 'secondary' | 'server' | 'drop' | 'slow';

export type FaultRates = { seed: number } & Partial<Record<GithubFault, number>>;

export const slowMs = 400;

export class GithubFaults {
  readonly counts: Record<GithubFault, number> = { primary: 0, secondary: 0, server: 0, drop: 0, slow: 0 };
  private random = seededRandom(0);
  private rates: Partial<Record<GithubFault, number>> = {};

  /** Shares of all requests, 0 to 1. */
  set({ seed, ...rates }: FaultRates): void {
    this.random = seededRandom(seed);
    this.rates = rates;
  }

  next(): GithubFault | undefined {
    for (const [fault, rate] of Object.entries(this.rates) as [GithubFault, number][]) {
      if (this.random() >= rate) continue;
      this.counts[fault] += 1;
      return fault;
    }
    return undefined;
  }
}

export type FaultAnswer = { status: number; headers: Record<string, string>; body: object };

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export function answerOf(fault: Exclude<GithubFault, 'drop' | 'slow'>): FaultAnswer {
  if (fault === 'server') return { status: 502, headers: {}, body: { message: 'Server Error' } };
  if (fault === 'secondary') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { status: 403, headers: { 'retry-after': '1' }, body: { message } };
  }
  const reset = String(Math.ceil(Date.now() / 1000) + 1);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  return { status: 403, headers, body: { message: 'API rate limit exceeded for user ID 1.' } };
}
