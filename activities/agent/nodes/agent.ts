/**
 * Asks the model once and keeps what it said before anyone is told that it is finished.
 *
 * Each answer of a turn has an id that a retry makes again. An answer that is already kept is not asked for twice.
 */
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
} from '@langchain/core/messages';
import type { Runnable, RunnableConfig } from '@langchain/core/runnables';
import { concat } from '@langchain/core/utils/stream';
import { and, asc, eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { answerOfStep, finishAnswer } from '../../../db/messages.ts';
import { messages, type ToolCall } from '../../../db/schema/index.ts';
import { claimSteering } from '../../../db/turns.ts';
import { consentedCall } from '../guard/held-proposal.ts';
import { answerId, callId } from '../ids.ts';
import { modelFailure } from '../models/failures.ts';
import { StreamCut } from '../models/stream-end.ts';
import { systemPrompt } from '../prompts/system.ts';
import type { AgentStateValue } from '../state.ts';
import type { StepContext } from '../step-context.ts';
import { toMessage } from '../transcript.ts';
import { sayItself } from './own-words.ts';

/** More model calls than this in one turn mean that it goes in circles. */
const answersPerTurn = 40;

export function agentNode(context: StepContext) {
  const { deps, turn, tokens, tools } = context;
  const scope = { orgId: turn.orgId };

  /** What people added to this turn since it began. */
  async function newUserMessages(known: BaseMessage[]): Promise<HumanMessage[]> {
    const ids = new Set(known.map((message) => message.id));
    const rows = await inOrg(deps.db, scope, async (tx) => {
      await claimSteering(tx, turn.sessionId, turn.turnId);
      return tx
        .select()
        .from(messages)
        .where(and(eq(messages.turnId, turn.turnId), eq(messages.role, 'user')))
        .orderBy(asc(messages.position));
    });
    return rows.filter((row) => !ids.has(row.id)).map((row) => new HumanMessage({ id: row.id, content: row.text }));
  }

  return async (state: AgentStateValue, config: RunnableConfig): Promise<Partial<AgentStateValue>> => {
    const n = countAnswers(state.messages, turn.turnId);
    const id = answerId(turn.turnId, n);
    const kept = context.mayBeKept ? await keptAnswer(n) : undefined;
    if (kept) return { messages: [kept] };
    if (n >= answersPerTurn) return { messages: [await giveUp(n)] };
    const consented = n === 0 ? consentedCall(context.transcript, turn.turnId) : undefined;
    if (consented) return { messages: [await proposeAsHeld(id, consented)] };

    const steering = n === 0 ? [] : await newUserMessages(state.messages);
    const conversation = [new SystemMessage(systemPrompt(turn, context.notes)), ...state.messages, ...steering];
    const model = turn.model.make();
    const asked = performance.now();
    tokens.begin(id);
    const answer = asAnswer(await sayAloud(model.bindTools ? model.bindTools(tools) : model, conversation, config), id);
    await keep(answer, n, Math.round(performance.now() - asked));
    return { messages: [...steering, answer] };
  };

  /**
   * Every piece is passed on here and not by who reads the graph's stream: the graph does not wait for its readers,
   * so the last words would come after the answer was announced as finished, or never.
   */
  async function sayAloud(
    model: Runnable<BaseLanguageModelInput, AIMessageChunk>,
    asked: BaseMessage[],
    config: RunnableConfig,
  ): Promise<AIMessageChunk> {
    let said: AIMessageChunk | undefined;
    for await (const piece of await model.stream(asked, config)) {
      tokens.push(piece.text);
      said = said === undefined ? piece : concat(said, piece);
    }
    await tokens.end();
    if (said === undefined) throw modelFailure(new StreamCut(), { provider: turn.model.provider });
    return said;
  }

  async function keptAnswer(n: number): Promise<BaseMessage | undefined> {
    const row = await inOrg(deps.db, scope, (tx) => answerOfStep(tx, turn.turnId, n));
    return row && toMessage(row);
  }

  async function keep(answer: AIMessage, n: number, durationMs: number): Promise<void> {
    const { orgId, sessionId, turnId, model } = turn;
    const toolCalls = (answer.tool_calls ?? []).map((call) => ({
      id: call.id ?? '',
      name: call.name,
      args: call.args,
    }));
    const id = answer.id ?? answerId(turnId, n);
    const finished = { id, orgId, sessionId, turnId, step: n, text: answer.text, toolCalls, model: model.id };
    const { input_tokens = 0, output_tokens = 0 } = answer.usage_metadata ?? {};
    const usage = { inputTokens: input_tokens, outputTokens: output_tokens, durationMs };
    await finishAnswer(deps.db.orm, { ...finished, stopped: false }, usage);
  }

  /** The bytes that the person said yes to, and no others: the model is not asked. */
  function proposeAsHeld(id: string, { name, args }: ToolCall): Promise<AIMessage> {
    return sayItself(context, 0, 'You want it, so I propose exactly that.', [{ id: callId(id, 0), name, args }]);
  }

  function giveUp(n: number): Promise<AIMessage> {
    const text = `I stopped here: ${answersPerTurn} steps without an end usually mean that I go in circles. Tell me how to go on.`;
    return sayItself(context, n, text);
  }
}

export function countAnswers(known: BaseMessage[], turnId: string): number {
  const ids = new Set(known.map((message) => message.id));
  let n = 0;
  while (ids.has(answerId(turnId, n))) n += 1;
  return n;
}

/** The whole answer under our id; every call has an id, also where the provider gives none. */
function asAnswer(said: AIMessageChunk, id: string): AIMessage {
  return new AIMessage({
    id,
    content: said.content,
    tool_calls: (said.tool_calls ?? []).map((call, index) => ({ ...call, id: call.id || callId(id, index) })),
    invalid_tool_calls: said.invalid_tool_calls,
    usage_metadata: said.usage_metadata,
    additional_kwargs: said.additional_kwargs,
    response_metadata: said.response_metadata,
  });
}
