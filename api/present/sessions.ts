/** Rows of conversations as their views. */
import type { z } from 'zod';
import type { SessionDetails, TranscriptEntry } from '../../db/sessions.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { MessageView, SessionView } from '../views/sessions.ts';
import { time } from './times.ts';

export function sessionView(session: SessionDetails, temporal: Temporal): z.output<typeof SessionView> {
  const workflowId = workflowIds.chatSession(session.id);
  return {
    ...session,
    createdAt: time(session.createdAt),
    updatedAt: time(session.updatedAt),
    workflowId,
    temporalUrl: temporal.uiUrl(workflowId),
  };
}

export const messageView = ({ message, runId }: TranscriptEntry): z.output<typeof MessageView> => ({
  id: message.id,
  turnId: message.turnId,
  role: message.role,
  text: message.text,
  authorId: message.authorId,
  delivery: message.delivery,
  toolCalls: message.toolCalls ?? [],
  toolCallId: message.toolCallId,
  toolName: message.toolName,
  ok: message.ok,
  ms: message.durationMs,
  stopped: message.stopped,
  model: message.model,
  runId,
  createdAt: time(message.createdAt),
});
