/** The parts of a transcript, and how streamed text grows. */
import { amend, has, insert } from './turns.ts';
import type { AnyEvent, Delivery, RunState, TurnState } from './types.ts';

export type UserMessage = {
  kind: 'user';
  id: string;
  /** ISO time; items of a turn are ordered by it. */
  at: string;
  text: string;
  authorId: string | null;
  delivery: Delivery;
  sending: 'sending' | 'sent' | 'unsent';
};

export type Answer = {
  kind: 'answer';
  id: string;
  at: string;
  attempt: number;
  text: string;
  /** Deltas whose beginning has not arrived. */
  held: { offset: number; text: string }[];
  done: boolean;
  stopped: boolean;
  model: string | null;
};

export type Tool = {
  kind: 'tool';
  id: string;
  at: string;
  name: string;
  args: unknown;
  result: unknown;
  state: 'running' | 'ok' | 'failed' | 'stopped';
  ms: number | null;
};

export type Plan = { kind: 'plan'; id: string; at: string; reason: string | null; state: RunState | null };

export type Item = UserMessage | Answer | Tool | Plan;

export type Turn = {
  id: string;
  at: string;
  /** Null: over, and known from its messages only. */
  state: TurnState | null;
  reason: string | null;
  items: Item[];
};

type Delta = Extract<AnyEvent, { type: 'message.delta' }>['payload'];

/**
 * A higher attempt throws away what the one before it had streamed; a lower or the same one is a repeat.
 *
 * @param start null: only make sure that the answer is there
 */
export function startAttempt(
  turns: Turn[],
  turnId: string,
  id: string,
  start: { attempt: number; model: string } | null,
  at: string,
): Turn[] {
  const { attempt, model } = start ?? { attempt: 0, model: null };
  const fresh: Answer = { kind: 'answer', id, at, attempt, text: '', held: [], done: false, stopped: false, model };
  return amend<Answer>(insert(onlyIn(turns, turnId, id), turnId, fresh), turnId, 'answer', id, (known) =>
    attempt > known.attempt ? { ...fresh, at: known.at } : known,
  );
}

/** A delta does not name its turn: one that came before its start may have been put into the wrong one. */
export const onlyIn = (turns: Turn[], turnId: string, answerId: string): Turn[] =>
  turns.map((turn) => (turn.id === turnId ? turn : withoutAnswer(turn, answerId)));

export const withoutAnswer = (turn: Turn, answerId: string): Turn =>
  has(turn, 'answer', answerId)
    ? { ...turn, items: turn.items.filter((item) => item.kind !== 'answer' || item.id !== answerId) }
    : turn;

/** Offsets count characters from the start of the message, so repeats and overlaps change nothing. */
export function addDelta(turns: Turn[], delta: Delta, at: string): Turn[] {
  const turn = turns.findLast((one) => has(one, 'answer', delta.messageId)) ?? turns.at(-1);
  if (!turn) return turns;
  // Without its start (too old to have been read), the text is kept until it fits.
  const known = startAttempt(turns, turn.id, delta.messageId, null, at);
  return amend<Answer>(known, turn.id, 'answer', delta.messageId, (answer) => grown(answer, delta));
}

function grown(answer: Answer, { attempt, offset, text }: Delta): Answer {
  if (attempt < answer.attempt) return answer;
  if (attempt === answer.attempt && answer.done) return answer;
  const base = attempt > answer.attempt ? { ...answer, attempt, text: '', held: [], done: false } : answer;
  let whole = base.text;
  const held: Answer['held'] = [];
  const pieces = [...base.held, { offset, text }].sort((a, b) => a.offset - b.offset);
  for (const piece of pieces) {
    if (piece.offset > whole.length) held.push(piece);
    else if (piece.offset + piece.text.length > whole.length) whole = whole.slice(0, piece.offset) + piece.text;
  }
  return { ...base, text: whole, held };
}

/** What can be read now; with an ellipsis where the beginning is missing. */
export const visibleText = ({ text, held }: Answer): string =>
  held.length > 0 ? `${text}… ${held.map((piece) => piece.text).join('')}` : text;
