/** The words in which a run was asked for: from the tool call that proposed it back to the person. */
import { and, asc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { formerMember, type Person, personOf } from './people.ts';
import type { Run } from './runs.ts';
import { chatSessions, messages, users } from './schema/index.ts';

export type AskedFor = {
  messageId: string;
  /** Of a long message, its beginning. */
  text: string;
  by: Person | null;
  at: Date;
  sessionId: string;
  sessionTitle: string;
};

const longest = 2_000;

/** By run; a run that nobody asked for in a conversation is left out. */
export async function requestsOf(
  tx: Tx,
  asked: Pick<Run, 'id' | 'sessionId' | 'toolCallId'>[],
): Promise<Map<string, AskedFor>> {
  const found = new Map<string, AskedFor>();
  for (const { id, sessionId, toolCallId } of asked) {
    const request = sessionId && toolCallId ? await requestOf(tx, sessionId, toolCallId) : undefined;
    if (request) found.set(id, request);
  }
  return found;
}

/** What the turn of the call began with; of a turn that nobody's words began (the end of a run), the last before it. */
async function requestOf(tx: Tx, sessionId: string, toolCallId: string): Promise<AskedFor | undefined> {
  const [call] = await tx
    .select({ turnId: messages.turnId, position: messages.position })
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, sessionId),
        eq(messages.role, 'assistant'),
        sql`${messages.toolCalls} @> ${JSON.stringify([{ id: toolCallId }])}::jsonb`,
      ),
    )
    .orderBy(asc(messages.position))
    .limit(1);
  if (!call) return undefined;
  const [row] = await tx
    .select({
      messageId: messages.id,
      text: sql<string>`left(${messages.text}, ${longest})`,
      authorId: messages.authorId,
      user: personOf(users),
      at: messages.createdAt,
      sessionTitle: chatSessions.title,
    })
    .from(messages)
    .innerJoin(chatSessions, eq(chatSessions.id, messages.sessionId))
    .leftJoin(users, eq(users.id, messages.authorId))
    .where(
      and(
        eq(messages.sessionId, sessionId),
        eq(messages.role, 'user'),
        isNotNull(messages.turnId),
        lt(messages.position, call.position),
      ),
    )
    .orderBy(sql`${messages.turnId} is distinct from ${call.turnId}`, ofTurnFirstElseLast(call.turnId))
    .limit(1);
  if (!row) return undefined;
  const { authorId, user, ...rest } = row;
  return { ...rest, sessionId, by: authorId === null ? null : (user ?? formerMember(authorId)) };
}

const ofTurnFirstElseLast = (turnId: string | null) =>
  sql`case when ${messages.turnId} = ${turnId} then ${messages.position} else -${messages.position} end`;
