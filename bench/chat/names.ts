/** What the benchmark and its worker processes call things. */

export const floorQueue = 'bench-floor';

export const stamps = {
  /** The first step of the floor's turn has begun. */
  floorFirstStep: 'floor-first-step',
  /** The last activity of the floor's turn returns. */
  floorOver: 'floor-over',
  /** The product's `finishTurn` returns: the workflow could take the next message. */
  turnOver: 'turn-over',
} as const;
