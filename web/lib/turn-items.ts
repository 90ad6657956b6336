/** How answers and calls enter a turn. Each may come from an event, from a message, or from both. */
import type { Answer, Tool, Turn } from './transcript.ts';
import { amend, has, insert } from './turns.ts';

export const without = (turns: Turn[], turnId: string, answerId: string): Turn[] =>
  turns.map((turn) =>
    turn.id === turnId && has(turn, 'answer', answerId)
      ? { ...turn, items: turn.items.filter((item) => item.kind !== 'answer' || item.id !== answerId) }
      : turn,
  );

export const replace = (turns: Turn[], turnId: string, answer: Answer): Turn[] =>
  amend<Answer>(insert(turns, turnId, answer), turnId, 'answer', answer.id, (known) => ({ ...answer, at: known.at }));

export function withCall(
  turns: Turn[],
  turnId: string,
  at: string,
  call: { id: string; name: string; args?: unknown },
): Turn[] {
  const item: Tool = {
    kind: 'tool',
    id: call.id,
    at,
    name: call.name,
    args: call.args,
    result: undefined,
    state: 'running',
    ms: null,
  };
  return amend<Tool>(insert(turns, turnId, item), turnId, 'tool', call.id, (tool) =>
    tool.args === undefined && call.args !== undefined ? { ...tool, args: call.args } : tool,
  );
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
