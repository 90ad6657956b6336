/** What people write, kept before anyone is told of it, and the finished words of agent and tools. */
import { and, eq, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Runner, Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { rowOf } from './rows.ts';
import { messages, type ToolCall } from './schema/index.ts';

export type Message = typeof messages.$inferSelect;

export const untitled = 'New conversation';
const titleLength = 80;

export type NewMessage = {
  id: string;
  orgId: string;
  sessionId: string;
  text: string;
  authorId: string;
  delivery: Message['delivery'];
};

/**
 * Keeps a person's message as waiting. The same id again changes nothing and answers the row that is there.
 *
 * @throws AuroraError `not_found` when there is no such conversation, or the id belongs to a message of another one
 */
export async function acceptMessage(run: Runner, message: NewMessage): Promise<Message> {
  const { id, orgId, sessionId, text, authorId, delivery } = message;
  const { rows } = await run.execute(
    sql`select * from accept_message(${orgId}, ${sessionId}, ${id}, ${text}, ${authorId}, ${delivery}, ${titleOf(text)}, ${untitled})`,
  );
  if (!rows[0]) throw notFound('conversation');
  return rowOf(messages, rows[0]);
}

/** A conversation is called by the first line of its first message until somebody gives it a name. */
function titleOf(text: string): string {
  const firstLine = text.split('\n', 1)[0] ?? '';
  return firstLine.length > titleLength ? `${firstLine.slice(0, titleLength - 1)}…` : firstLine;
}

export type FinishedAnswer = {
  id: string;
  orgId: string;
  sessionId: string;
  turnId: string;
  step: number;
  text: string;
  toolCalls: ToolCall[];
  model: string;
  stopped: boolean;
};

export type AnswerUsage = { inputTokens: number; outputTokens: number; durationMs: number };

/** Keeps what the model said, once per turn and step, then says so. A repeat changes nothing. */
export async function finishAnswer(run: Runner, answer: FinishedAnswer, usage: AnswerUsage | null): Promise<void> {
  const { id, orgId, sessionId, turnId, step, text, toolCalls, model, stopped } = answer;
  const { inputTokens = null, outputTokens = null, durationMs = null } = usage ?? {};
  await run.execute(
    sql`select finish_answer(${orgId}, ${sessionId}, ${turnId}, ${step}, ${id}, ${text}, ${JSON.stringify(toolCalls)}::jsonb,
          ${model}, ${stopped}, ${inputTokens}, ${outputTokens}, ${durationMs})`,
  );
}

/** The finished answer of one step, where an earlier attempt got that far. */
export async function answerOfStep(tx: Tx, turnId: string, step: number): Promise<Message | undefined> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.turnId, turnId), eq(messages.step, step), eq(messages.role, 'assistant')));
  return row;
}

export type FinishedTool = {
  orgId: string;
  sessionId: string;
  turnId: string;
  toolCallId: string;
  toolName: string;
  ok: boolean;
  result: unknown;
  ms: number;
};

/** Keeps what a tool answered, once per turn and call, then says so. A repeat changes nothing. */
export async function finishTool(tx: Tx, done: FinishedTool): Promise<void> {
  const { orgId, sessionId, turnId, toolCallId, toolName, ok, result, ms } = done;
  const [kept] = await tx
    .insert(messages)
    .values({
      orgId,
      sessionId,
      turnId,
      role: 'tool',
      text: JSON.stringify(result),
      toolCallId,
      toolName,
      ok,
      durationMs: ms,
    })
    .onConflictDoNothing()
    .returning({ id: messages.id });
  if (!kept) return;
  await appendEvent(
    tx,
    orgId,
    `session:${sessionId}`,
    { type: 'tool.completed', payload: { turnId, toolCallId, name: toolName, ok, result, ms } },
    `tool.completed:${turnId}:${toolCallId}`,
  );
}

/** The finished result of one call, where an earlier attempt got that far. */
export async function resultOfCall(tx: Tx, turnId: string, toolCallId: string): Promise<Message | undefined> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.turnId, turnId), eq(messages.toolCallId, toolCallId), eq(messages.role, 'tool')));
  return row;
}
