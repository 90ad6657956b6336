/** An answer of the agent that no model gave: kept and told like any other, and without usage. */
import { AIMessage } from '@langchain/core/messages';
import { finishAnswer } from '../../../db/messages.ts';
import type { ToolCall } from '../../../db/schema/index.ts';
import { answerId } from '../ids.ts';
import type { StepContext } from '../step-context.ts';

/** What stands for the model's name. */
export const ownWords = 'aurora';

/** @param n the how-manieth answer of the turn, from 0 */
export async function sayItself(
  { deps, turn, tokens }: StepContext,
  n: number,
  text: string,
  toolCalls: ToolCall[] = [],
): Promise<AIMessage> {
  const { orgId, sessionId, turnId } = turn;
  const id = answerId(turnId, n);
  tokens.begin(id);
  await tokens.end();
  const answer = { id, orgId, sessionId, turnId, step: n, text, toolCalls, model: ownWords, stopped: false };
  await finishAnswer(deps.db.orm, answer, null);
  return new AIMessage({ id, content: text, tool_calls: toolCalls.map((call) => ({ ...call, type: 'tool_call' })) });
}
