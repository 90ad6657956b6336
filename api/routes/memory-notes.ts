import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { type ListedNote, listNotes } from '../../db/knowledge/memory-notes.ts';
import { addNote, changeNote, decideNote, removeNote } from '../actions/memory-notes.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { time } from '../present/times.ts';
import {
  AddMemoryNote,
  ChangeMemoryNote,
  DecideMemoryNote,
  MemoryNoteParams,
  MemoryNotesQuery,
  MemoryNoteView,
} from '../views/knowledge-search.ts';

const tags = ['knowledge'];

export const memoryNoteRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/memory-notes',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listMemoryNotes',
        summary: 'What the agent is told in every conversation, and what it would like to be told; proposed ones first',
        querystring: MemoryNotesQuery,
        response: { 200: z.object({ items: z.array(MemoryNoteView) }), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const filter = { states: query.state, projectId: query.project };
      const notes = await inOrg(app.db, scopeOf(actor), (tx) => listNotes(tx, filter));
      return { items: notes.map(noteView) };
    },
  );

  app.post(
    '/memory-notes',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'addMemoryNote',
        body: AddMemoryNote,
        response: { 201: MemoryNoteView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(noteView(await addNote(app, actor, body))),
  );

  app.patch(
    '/memory-notes/:noteId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'changeMemoryNote',
        params: MemoryNoteParams,
        body: ChangeMemoryNote,
        response: { 200: MemoryNoteView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => noteView(await changeNote(app, actor, params.noteId, body)),
  );

  app.post(
    '/memory-notes/:noteId/decision',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'decideMemoryNote',
        summary: 'Keep or decline what the agent proposed',
        params: MemoryNoteParams,
        body: DecideMemoryNote,
        response: { 200: MemoryNoteView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => noteView(await decideNote(app, actor, params.noteId, body)),
  );

  app.delete(
    '/memory-notes/:noteId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'removeMemoryNote',
        params: MemoryNoteParams,
        response: { 204: z.null().describe('It is gone'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await removeNote(app, actor, params.noteId);
      return reply.code(204).send(null);
    },
  );
};

function noteView(note: ListedNote): z.input<typeof MemoryNoteView> {
  const { id, text, state, projectId, projectName, createdByPerson, sessionId, sessionTitle, afterDocuments } = note;
  return {
    id,
    text,
    state,
    projectId,
    projectName,
    createdBy: createdByPerson,
    session: sessionId === null ? null : { id: sessionId, title: sessionTitle ?? 'A conversation' },
    afterDocuments,
    createdAt: time(note.createdAt),
    updatedAt: time(note.updatedAt),
  };
}
