/** What people tell the agent in every conversation. On record is who changed it, and not its words. */
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import * as notes from '../../db/knowledge/memory-notes.ts';
import { requireProject } from '../../db/projects.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { AddMemoryNote, ChangeMemoryNote, DecideMemoryNote } from '../views/knowledge-search.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db'>;

export function addNote({ db }: Needs, actor: Actor, given: z.output<typeof AddMemoryNote>): Promise<notes.ListedNote> {
  const { orgId, userId: createdBy } = actor;
  return inOrg(db, scopeOf(actor), async (tx) => {
    if (given.projectId) await requireProject(tx, given.projectId);
    const note = await notes.addNote(tx, { ...given, orgId, createdBy });
    const detail = { projectId: note.projectId };
    await keepAuditOnce(tx, actor, { action: 'memory_note.add', subject: noteOf(note.id), detail });
    return note;
  });
}

export function changeNote(
  { db }: Needs,
  actor: Actor,
  id: string,
  change: z.output<typeof ChangeMemoryNote>,
): Promise<notes.ListedNote> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    if (change.projectId) await requireProject(tx, change.projectId);
    const note = await notes.changeNote(tx, id, change);
    const detail = { changed: Object.keys(change), projectId: note.projectId };
    await keepAudit(tx, actor, { action: 'memory_note.change', subject: noteOf(id), detail });
    return note;
  });
}

export function decideNote(
  { db }: Needs,
  actor: Actor,
  id: string,
  { decision }: z.output<typeof DecideMemoryNote>,
): Promise<notes.ListedNote> {
  const state = decision === 'keep' ? 'kept' : 'declined';
  return inOrg(db, scopeOf(actor), async (tx) => {
    const note = await notes.decideNote(tx, id, { state, by: actor.userId });
    const { sessionId, projectId, afterDocuments } = note;
    const detail = { sessionId, projectId, afterDocuments };
    await keepAuditOnce(tx, actor, { action: `memory_note.${decision}`, subject: noteOf(id), detail });
    return note;
  });
}

export function removeNote({ db }: Needs, actor: Actor, id: string): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    await notes.removeNote(tx, id, actor.userId);
    await keepAudit(tx, actor, { action: 'memory_note.remove', subject: noteOf(id) });
  });
}

const noteOf = (id: string) => ({ kind: 'memory_note', id });
