import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { proposeNote } from '../../../../db/knowledge/memory-notes.ts';
import { scopeOf } from '../../turn-context.ts';
import { callIdOf } from '../call-id.ts';
import type { ToolContext } from '../tool-context.ts';

export const proposeMemoryNote = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ text, forAllProjects }, config) => {
      const { orgId, sessionId, project } = turn;
      const projectId = forAllProjects ? null : project.id;
      const note = { orgId, sessionId, projectId, text: text.trim(), toolCallId: callIdOf(config) };
      const { id, state } = await inOrg(deps.db, scopeOf(turn), (tx) => proposeNote(tx, note));
      return { ok: true, noteId: id, state, link: '/knowledge/notes' };
    },
    {
      name: 'propose_memory_note',
      description:
        'Proposes a short note for later conversations, such as a naming rule or a preference that a person told you. It counts once a person keeps it; until then it changes nothing. For lasting facts that people state, not for what a document says or what one task needs. Cheap.',
      schema: z.object({
        text: z.string().min(1).max(500).describe('one fact, in one or two sentences'),
        forAllProjects: z.boolean().default(false).describe('true when it holds beyond this project'),
      }),
    },
  );
