/** What people write, kept before anyone is told of it, and the finished words of agent and tools. */
import { and, eq, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { chatSessions, messages, type ToolCall } from './schema/index.ts';

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

/** Keeps a person's message as waiting. The same id again answers the row that is there. */
export async function acceptMessage(tx: Tx, message: NewMessage): Promise<{ message: Message; created: boolean }> {
  const [created] = await tx
    .insert(messages)
    .values({ ...message, role: 'user' })
    .onConflictDoNothing({ target: messages.id })
    .returning();
  if (!created) {
    const [known] = await tx.select().from(messages).where(eq(messages.id, message.id));
    if (!known || known.sessionId !== message.sessionId) throw notFound('message');
    return { message: known, created: false };
  }
  const { id, orgId, sessionId, text, authorId, delivery } = message;
  await appendEvent(tx, orgId, `session:${sessionId}`, {
    type: 'message.accepted',
    payload: { messageId: id, role: 'user', text, authorId, delivery },
  });
  await nameSession(tx, orgId, sessionId, text);
  return { message: created, created: true };
}

/** A conversation is called by its first message until somebody gives it a name. */
async function nameSession(tx: Tx, orgId: string, sessionId: string, text: string): Promise<void> {
  const firstLine = text.split('\n', 1)[0] ?? '';
  const title = firstLine.length > titleLength ? `${firstLine.slice(0, titleLength - 1)}…` : firstLine;
  const [named] = await tx
    .update(chatSessions)
    .set({ title, updatedAt: sql`now()` })
    .where(and(eq(chatSessions.id, sessionId), eq(chatSessions.title, untitled)))
    .returning({ id: chatSessions.id });
  if (!named) {
    await tx.update(chatSessions).set({ updatedAt: sql`now()` }).where(eq(chatSessions.id, sessionId));
    return;
  }
  await appendEvent(tx, orgId, `session:${sessionId}`, { type: 'session.updated', payload: { title } });
  await appendEvent(tx, orgId, `org:${orgId}`, { type: 'session.updated', payload: { sessionId, title } });
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

/** Keeps what the model said, once per turn and step, then says so. A repeat changes nothing. */
export async function finishAnswer(tx: Tx, answer: FinishedAnswer): Promise<void> {
  const { id, orgId, sessionId, turnId, text, toolCalls, stopped } = answer;
  const [kept] = await tx
    .insert(messages)
    .values({ ...answer, role: 'assistant' })
    .onConflictDoNothing()
    .returning({ id: messages.id });
  if (!kept) return;
  await appendEvent(
    tx,
    orgId,
    `session:${sessionId}`,
    { type: 'message.completed', payload: { messageId: id, turnId, text, toolCalls, stopped } },
    `message.completed:${id}`,
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
    .values({ orgId, sessionId, turnId, role: 'tool', text: JSON.stringify(result), toolCallId, toolName, ok })
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
