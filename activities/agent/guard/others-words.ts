/**
 * Whose words a conversation has read. From then on, what the model says may be what they told it to say: in this turn
 * and in every later one, because its own answers stay in the window and may repeat them.
 */
import { documentTools } from '../../../db/knowledge/memory-notes.ts';
import type { Message } from '../../../db/messages.ts';

/** A document by its id, or something that has no page. */
export type Source = { title: string; documentId: string | null };

type Read = (result: { documents?: { id: string; title: string }[] }) => Source[];

const documents: Read = ({ documents: read = [] }) => read.map(({ id, title }) => ({ title, documentId: id }));

/** Tools that bring in free text which anybody may have written. In a log, that is every visitor of a service. */
const readers: ReadonlyMap<string, Read> = new Map([
  ...documentTools.map((name) => [name, documents] as const),
  ['kubernetes_logs', () => [{ title: 'logs of the cluster', documentId: null }]],
]);

export function othersWords(transcript: readonly Message[]): Source[] {
  const sources = transcript
    .filter(({ role, ok }) => role === 'tool' && ok !== false)
    .flatMap(({ toolName, text }) => readers.get(toolName ?? '')?.(JSON.parse(text)) ?? []);
  return [...new Map(sources.map((source) => [source.documentId ?? source.title, source])).values()];
}
