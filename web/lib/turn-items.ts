/** How answers and calls enter a turn. Each may come from an event, from a message, or from both. */
import { type Answer, onlyIn, type Tool, type Turn, withoutAnswer } from './transcript.ts';
import { amend, insert } from './turns.ts';

export const without = (turns: Turn[], answerId: string): Turn[] => turns.map((turn) => withoutAnswer(turn, answerId));

export const replace = (turns: Turn[], turnId: string, answer: Answer): Turn[] =>
  amend<Answer>(insert(onlyIn(turns, turnId, answer.id), turnId, answer), turnId, 'answer', answer.id, (known) => ({
    ...answer,
    at: known.at,
  }));

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
