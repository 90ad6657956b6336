/** Turns as immutable lists: an untouched turn stays the same object, so that its view is not drawn again. */
import type { Item, Turn } from './transcript.ts';
import type { TurnState } from './types.ts';

export const isOver = (state: TurnState | null): boolean =>
  state === null || state === 'completed' || state === 'stopped' || state === 'failed';

export const turnNamed = (turns: readonly Turn[], id: string): Turn | undefined => turns.find((turn) => turn.id === id);

export const has = (turn: Turn, kind: Item['kind'], id: string): boolean =>
  turn.items.some((item) => item.kind === kind && item.id === id);

/** @param at ISO time at which the turn was first heard of */
export const withTurn = (turns: Turn[], id: string, at: string): Turn[] =>
  turnNamed(turns, id) ? turns : [...turns, { id, at, state: null, reason: null, items: [] }];

/** Puts an item where its time belongs. One that is there already stays as it is. */
export const insert = (turns: Turn[], turnId: string, item: Item): Turn[] =>
  turns.map((turn) => {
    if (turn.id !== turnId || has(turn, item.kind, item.id)) return turn;
    const after = turn.items.findLastIndex((one) => one.at <= item.at);
    return { ...turn, items: turn.items.toSpliced(after + 1, 0, item) };
  });

export const amend = <Kind extends Item>(
  turns: Turn[],
  turnId: string,
  kind: Kind['kind'],
  id: string,
  change: (item: Kind) => Item,
): Turn[] =>
  turns.map((turn) => {
    if (turn.id !== turnId) return turn;
    const at = turn.items.findIndex((item) => item.kind === kind && item.id === id);
    const known = turn.items[at];
    if (!known) return turn;
    const changed = change(known as Kind);
    return changed === known ? turn : { ...turn, items: turn.items.with(at, changed) };
  });
