/** When a stub cloud misbehaves: on a seed, so that a failure can be had again. */

export type FaultPlan = {
  seed: number;
  /** Every how many calls, beginning somewhere that the seed says. Absent: never. */
  throttleEvery?: number;
  dropEvery?: number;
  repeatPageEvery?: number;
  /** Answers with a 500. */
  failEvery?: number;
  /** The token in use lapses once, in the course of this many calls. */
  expireOnceWithin?: number;
  /** From this call on the credentials are worth nothing. */
  revokeAfter?: number;
};

export type Fault = 'throttle' | 'drop' | 'expire' | 'revoke' | 'fail';
export type FaultCounts = Record<Fault | 'repeat' | 'calls', number>;

/** Mulberry32: 32 bits of state are plenty to scatter faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Faults {
  readonly counts: FaultCounts = { throttle: 0, drop: 0, expire: 0, revoke: 0, fail: 0, repeat: 0, calls: 0 };
  plan: FaultPlan;
  private readonly offsets: Record<'throttle' | 'drop' | 'expire' | 'repeat' | 'fail', number>;
  private pages = 0;

  constructor(plan: FaultPlan) {
    this.plan = plan;
    const random = seededRandom(plan.seed);
    const within = (every = 1) => Math.floor(random() * every);
    this.offsets = {
      throttle: within(plan.throttleEvery),
      drop: within(plan.dropEvery),
      expire: within(plan.expireOnceWithin),
      repeat: within(plan.repeatPageEvery),
      fail: within(plan.failEvery),
    };
  }

  /** What is to go wrong with this call. */
  next(): Fault | undefined {
    const call = this.counts.calls++;
    const fault = this.due(call);
    if (fault) this.counts[fault]++;
    return fault;
  }

  private due(call: number): Fault | undefined {
    const { throttleEvery, dropEvery, failEvery, expireOnceWithin, revokeAfter } = this.plan;
    if (revokeAfter !== undefined && call >= revokeAfter) return 'revoke';
    if (expireOnceWithin && this.counts.expire === 0 && call >= this.offsets.expire) return 'expire';
    if (throttleEvery && call % throttleEvery === this.offsets.throttle) return 'throttle';
    if (failEvery && call % failEvery === this.offsets.fail) return 'fail';
    return dropEvery && call % dropEvery === this.offsets.drop ? 'drop' : undefined;
  }

  /** Whether the page being served is served once more as the next one. */
  repeats(): boolean {
    const { repeatPageEvery } = this.plan;
    const repeats = repeatPageEvery !== undefined && this.pages++ % repeatPageEvery === this.offsets.repeat;
    if (repeats) this.counts.repeat++;
    return repeats;
  }
}
