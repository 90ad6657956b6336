/** Notes that people keep for the agent. What the agent proposes is a row like any other, and counts once it is kept. */
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Tx } from '../client.ts';
import { appendEvent } from '../events.ts';
import type { MemoryNoteState } from '../model/knowledge.ts';
import { formerMember, type Person, personOf } from '../people.ts';
import { chatSessions, memoryNotes, messages, projects, users } from '../schema/index.ts';

export type MemoryNote = typeof memoryNotes.$inferSelect;

export const noteLimits = { characters: 1_000, kept: 300 } as const;

/** Tools whose answers hold text of documents. */
export const documentTools = ['search_documents', 'read_document'];

export type ListedNote = MemoryNote & {
  projectName: string | null;
  createdByPerson: Person | null;
  sessionTitle: string | null;
  /** The agent proposed it in a conversation in which it had read documents: it may be their idea. */
  afterDocuments: boolean;
};

const shown: MemoryNoteState[] = ['proposed', 'kept'];

/** Proposed ones first, then newest first. `projectId`: those of the project and those of all. */
export async function listNotes(
  tx: Tx,
  { states = shown, projectId, noteId }: { states?: MemoryNoteState[]; projectId?: string; noteId?: string },
): Promise<ListedNote[]> {
  const rows = await tx
    .select({
      note: memoryNotes,
      projectName: projects.name,
      person: personOf(users),
      sessionTitle: chatSessions.title,
      afterDocuments: sql<boolean>`exists (select from ${messages} m where m.session_id = ${memoryNotes.sessionId}
        and m.created_at <= ${memoryNotes.createdAt} and ${inArray(sql`m.tool_name`, documentTools)})`,
    })
    .from(memoryNotes)
    .leftJoin(projects, eq(projects.id, memoryNotes.projectId))
    .leftJoin(users, eq(users.id, memoryNotes.createdBy))
    .leftJoin(chatSessions, eq(chatSessions.id, memoryNotes.sessionId))
    .where(
      and(
        noteId ? eq(memoryNotes.id, noteId) : inArray(memoryNotes.state, states),
        projectId ? or(isNull(memoryNotes.projectId), eq(memoryNotes.projectId, projectId)) : undefined,
      ),
    )
    .orderBy(sql`${memoryNotes.state} = 'proposed' desc`, desc(memoryNotes.createdAt), desc(memoryNotes.id))
    .limit(1_000);
  return rows.map(({ note, person, ...others }) => ({
    ...note,
    ...others,
    createdByPerson: note.createdBy === null ? null : (person ?? formerMember(note.createdBy)),
  }));
}

/** @throws AuroraError `not_found` */
export async function findNote(tx: Tx, noteId: string): Promise<ListedNote> {
  const [note] = await listNotes(tx, { noteId });
  if (!note || note.state === 'removed') throw notFound('note');
  return note;
}

export type NewNote = Pick<MemoryNote, 'orgId' | 'projectId' | 'text'> & { id?: string; createdBy: string };

/** A person's own note counts at once. The same id again answers the note that is there. */
export async function addNote(tx: Tx, note: NewNote): Promise<ListedNote> {
  await requireRoom(tx);
  const values = { ...note, state: 'kept' as const, decidedBy: note.createdBy };
  const [created] = await tx.insert(memoryNotes).values(values).onConflictDoNothing().returning();
  if (created) await tellChange(tx, created);
  return findNote(tx, created?.id ?? note.id ?? '');
}

export type ProposedNote = Pick<MemoryNote, 'orgId' | 'projectId' | 'text'> & { sessionId: string; toolCallId: string };

/** What the agent would like to remember. One row a call, however often the call is repeated. */
export async function proposeNote(tx: Tx, note: ProposedNote): Promise<MemoryNote> {
  const [same] = await tx
    .select()
    .from(memoryNotes)
    .where(
      and(
        eq(memoryNotes.text, note.text),
        inArray(memoryNotes.state, shown),
        note.projectId === null ? isNull(memoryNotes.projectId) : eq(memoryNotes.projectId, note.projectId),
      ),
    )
    .limit(1);
  if (same) return same;
  const [created] = await tx
    .insert(memoryNotes)
    .values({ ...note, state: 'proposed' })
    .onConflictDoNothing()
    .returning();
  if (created) {
    await tellChange(tx, created);
    return created;
  }
  const [known] = await tx
    .select()
    .from(memoryNotes)
    .where(and(eq(memoryNotes.sessionId, note.sessionId), eq(memoryNotes.toolCallId, note.toolCallId)));
  if (!known) throw notFound('note');
  return known;
}

export async function changeNote(
  tx: Tx,
  noteId: string,
  change: Partial<Pick<MemoryNote, 'text' | 'projectId'>>,
): Promise<ListedNote> {
  await findNote(tx, noteId);
  const [changed] = await tx
    .update(memoryNotes)
    .set({ ...change, updatedAt: sql`now()` })
    .where(and(eq(memoryNotes.id, noteId), inArray(memoryNotes.state, shown)))
    .returning();
  if (!changed) throw conflict('This note was declined. Add a new one instead.');
  await tellChange(tx, changed);
  return findNote(tx, noteId);
}

/** The same decision again changes nothing. @throws AuroraError `conflict` where another one was made before */
export async function decideNote(
  tx: Tx,
  noteId: string,
  decision: { state: 'kept' | 'declined'; by: string },
): Promise<ListedNote> {
  const note = await findNote(tx, noteId);
  if (note.state === decision.state) return note;
  if (decision.state === 'kept') await requireRoom(tx);
  const [decided] = await tx
    .update(memoryNotes)
    .set({ state: decision.state, decidedBy: decision.by, updatedAt: sql`now()` })
    .where(and(eq(memoryNotes.id, noteId), eq(memoryNotes.state, 'proposed')))
    .returning();
  if (!decided) throw conflict('Somebody decided about this note before. Look at the list again.');
  await tellChange(tx, decided);
  return findNote(tx, noteId);
}

export async function removeNote(tx: Tx, noteId: string, by: string): Promise<void> {
  await findNote(tx, noteId);
  const [removed] = await tx
    .update(memoryNotes)
    .set({ state: 'removed', decidedBy: by, updatedAt: sql`now()` })
    .where(eq(memoryNotes.id, noteId))
    .returning();
  if (removed) await tellChange(tx, removed);
}

async function requireRoom(tx: Tx): Promise<void> {
  const kept = await tx.$count(memoryNotes, eq(memoryNotes.state, 'kept'));
  if (kept < noteLimits.kept) return;
  throw conflict(
    `There are ${noteLimits.kept} notes already, as many as are kept. Remove some that nobody needs first.`,
  );
}

const tellChange = (tx: Tx, { id, orgId, state }: MemoryNote) =>
  appendEvent(tx, orgId, `org:${orgId}`, { type: 'memory.changed', payload: { noteId: id, state } });

export type KeptNote = { text: string; forAll: boolean };

/** What a conversation's agent is told: notes of its project, then those of all, newest first. */
export async function keptNotes(tx: Tx, sessionId: string): Promise<KeptNote[]> {
  const rows = await tx
    .select({ text: memoryNotes.text, projectId: memoryNotes.projectId })
    .from(memoryNotes)
    .innerJoin(chatSessions, eq(chatSessions.id, sessionId))
    .where(
      and(
        eq(memoryNotes.state, 'kept'),
        or(isNull(memoryNotes.projectId), eq(memoryNotes.projectId, chatSessions.projectId)),
      ),
    )
    .orderBy(sql`${memoryNotes.projectId} is null`, desc(memoryNotes.updatedAt), desc(memoryNotes.id));
  return rows.map(({ text, projectId }) => ({ text, forAll: projectId === null }));
}
