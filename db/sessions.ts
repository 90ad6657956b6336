/** Conversations as pages show them: lists, one with its newest turn, the transcript. */
import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { type Message, untitled } from './messages.ts';
import type { turnStates } from './model/states.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { requireProject } from './projects.ts';
import { chatSessions, eventStreams, events, messages, projects, runs, turns, users } from './schema/index.ts';

export type TurnOfSession = { id: string; state: (typeof turnStates)[number]; reason: string | null };

export type SessionDetails = {
  id: string;
  title: string;
  projectId: string;
  projectName: string;
  model: string | null;
  createdBy: Person;
  createdAt: Date;
  updatedAt: Date;
  turn: TurnOfSession | null;
  lastSeq: number;
};

const selectSessions = (tx: Tx) =>
  tx
    .select({
      id: chatSessions.id,
      place: placeOf(chatSessions.updatedAt),
      session: chatSessions,
      projectName: projects.name,
      user: personOf(users),
      lastSeq: eventStreams.lastSeq,
    })
    .from(chatSessions)
    .innerJoin(projects, eq(projects.id, chatSessions.projectId))
    .leftJoin(users, eq(users.id, chatSessions.createdBy))
    .leftJoin(eventStreams, eq(eventStreams.stream, sql`'session:' || ${chatSessions.id}`));

type Row = Awaited<ReturnType<typeof selectSessions>>[number];

/** Last used first, without archived ones. */
export async function listSessions(tx: Tx, { cursor, limit }: PageRequest): Promise<Page<SessionDetails>> {
  const rows = await selectSessions(tx)
    .where(and(isNull(chatSessions.archivedAt), afterPlace(chatSessions.updatedAt, chatSessions.id, cursor)))
    .orderBy(desc(chatSessions.updatedAt), desc(chatSessions.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { ...page, rows: await withTurns(tx, page.rows) };
}

export async function findSession(tx: Tx, sessionId: string): Promise<SessionDetails> {
  const [session] = await withTurns(tx, await selectSessions(tx).where(eq(chatSessions.id, sessionId)));
  if (!session) throw notFound('conversation');
  return session;
}

/** Throws unless the organisation has the conversation: cheaper than reading it whole. */
export async function requireSession(tx: Tx, sessionId: string): Promise<void> {
  const [row] = await tx.select({ id: chatSessions.id }).from(chatSessions).where(eq(chatSessions.id, sessionId));
  if (!row) throw notFound('conversation');
}

async function withTurns(tx: Tx, rows: Row[]): Promise<SessionDetails[]> {
  if (rows.length === 0) return [];
  const current = await currentTurns(
    tx,
    rows.map(({ id }) => id),
  );
  const turnOf = new Map(current.map(({ sessionId, ...turn }) => [sessionId, turn]));
  return Promise.all(
    rows.map(async ({ id, session, projectName, user, lastSeq }) => ({
      id,
      title: session.title,
      projectId: session.projectId,
      projectName,
      model: session.model,
      createdBy: user ?? formerMember(session.createdBy),
      createdAt: session.createdAt,
      updatedAt: session.updatedAt,
      turn: turnOf.get(id) ?? null,
      lastSeq: turnOf.get(id)?.state === 'running' ? await beforeUnfinished(tx, id, lastSeq ?? 0) : (lastSeq ?? 0),
    })),
  );
}

/**
 * The turn under way, else the newest. A run's outcome makes a row of its own, newer than the turn that waits for it:
 * when that turn takes the outcome in, the row is completed without ever having started, and is no turn that people see.
 */
const currentTurns = (tx: Tx, sessionIds: string[]) =>
  tx
    .selectDistinctOn([turns.sessionId], {
      sessionId: turns.sessionId,
      id: turns.id,
      state: turns.state,
      reason: turns.reason,
    })
    .from(turns)
    .where(and(inArray(turns.sessionId, sessionIds), or(eq(turns.state, 'queued'), isNotNull(turns.startedAt))))
    .orderBy(
      turns.sessionId,
      desc(inArray(turns.state, ['running', 'waiting'])),
      desc(turns.createdAt),
      desc(turns.id),
    );

/** An answer that is being streamed is not in the transcript yet: who opens the page now needs it from its start. */
async function beforeUnfinished(tx: Tx, sessionId: string, lastSeq: number): Promise<number> {
  const [started] = await tx
    .select({ seq: events.seq, finished: messages.id })
    .from(events)
    .leftJoin(messages, sql`${messages.id} = (${events.payload} ->> 'messageId')::uuid`)
    .where(and(eq(events.stream, `session:${sessionId}`), eq(events.type, 'message.started')))
    .orderBy(desc(events.seq))
    .limit(1);
  return started && !started.finished ? started.seq - 1 : lastSeq;
}

export type NewSession = {
  id?: string;
  orgId: string;
  projectId: string;
  title: string | undefined;
  model: string | null;
  createdBy: string;
};

/** The same id again answers the conversation that is there. */
export async function createSession(tx: Tx, session: NewSession): Promise<SessionDetails> {
  await requireProject(tx, session.projectId);
  const title = session.title ?? untitled;
  const [created] = await tx
    .insert(chatSessions)
    .values({ ...session, title })
    .onConflictDoNothing({ target: chatSessions.id })
    .returning({ id: chatSessions.id });
  if (created) await tellTitle(tx, session.orgId, created.id, title);
  return findSession(tx, created?.id ?? session.id ?? '');
}

export type SessionChange = { title?: string; archived?: boolean };

export async function changeSession(
  tx: Tx,
  orgId: string,
  sessionId: string,
  { title, archived }: SessionChange,
): Promise<SessionDetails> {
  const before = await findSession(tx, sessionId);
  const archivedAt = archived === undefined ? undefined : archived ? new Date() : null;
  if (title !== undefined || archived !== undefined) {
    await tx.update(chatSessions).set({ title, archivedAt }).where(eq(chatSessions.id, sessionId));
  }
  if (title !== undefined && title !== before.title) await tellTitle(tx, orgId, sessionId, title);
  return findSession(tx, sessionId);
}

async function tellTitle(tx: Tx, orgId: string, sessionId: string, title: string): Promise<void> {
  await appendEvent(tx, orgId, `session:${sessionId}`, { type: 'session.updated', payload: { title } });
  await appendEvent(tx, orgId, `org:${orgId}`, { type: 'session.updated', payload: { sessionId, title } });
}

export type TranscriptEntry = { message: Message; runId: string | null };

/** The newest `limit` messages, oldest first, each with the run that its call created. */
export async function readTranscript(tx: Tx, sessionId: string, limit: number): Promise<TranscriptEntry[]> {
  await requireSession(tx, sessionId);
  const newest = await tx
    .select()
    .from(messages)
    .where(eq(messages.sessionId, sessionId))
    .orderBy(desc(messages.position))
    .limit(limit);
  const proposed = await tx
    .select({ id: runs.id, toolCallId: runs.toolCallId })
    .from(runs)
    .where(eq(runs.sessionId, sessionId));
  const runOf = new Map(proposed.map(({ id, toolCallId }) => [toolCallId, id]));
  return newest.reverse().map((message) => ({ message, runId: runOfMessage(message, runOf) }));
}

/** While people decide, the call has no result yet: then the answer that made the call shows the run. */
function runOfMessage({ toolCallId, toolCalls }: Message, runOf: Map<string | null, string>): string | null {
  const calls = toolCallId === null ? (toolCalls ?? []).map(({ id }) => id) : [toolCallId];
  return calls.map((call) => runOf.get(call)).find((id) => id !== undefined) ?? null;
}
