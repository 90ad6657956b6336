/** Who is measured beside whom. */

/** `plain`: one step. `tool`: three (the model calls a tool, the tool runs, the model answers). */
export type TurnKind = 'plain' | 'tool';

export const stepsOf: Record<TurnKind, number> = { plain: 1, tool: 3 };

/** Milliseconds from the moment the message is sent. */
export type TurnTimes = {
  firstTokenMs: number;
  /** Until the last effect of the turn is done. */
  turnMs: number;
  /** Until a viewer sees that the turn has ended, where there are viewers. */
  seenMs?: number;
};

export type Contestant = {
  who: string;
  /** Begins a new conversation; the turns that follow belong to it. */
  converse(): Promise<void>;
  turn(kind: TurnKind): Promise<TurnTimes>;
  close(): Promise<void>;
};
