/**
 * Which documents a conversation has read. From then on, what the model says may be what a document told it to say:
 * in this turn and in every later one, because its own answers stay in the window and may repeat them.
 */
import { documentTools } from '../../../db/knowledge/memory-notes.ts';
import type { Message } from '../../../db/messages.ts';

export type DocumentRead = { id: string; title: string };

export function documentsRead(transcript: readonly Message[]): DocumentRead[] {
  const found = transcript
    .filter(({ role, toolName, ok }) => role === 'tool' && ok !== false && documentTools.includes(toolName ?? ''))
    .flatMap(({ text }) => (JSON.parse(text) as { documents?: DocumentRead[] }).documents ?? []);
  return [...new Map(found.map(({ id, title }) => [id, { id, title }])).values()];
}
