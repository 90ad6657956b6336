/** What the team's documents say, in their own sentences with the place of each, and notes for later. */
import type { Json, Turn } from '../conversation.ts';
import type { Kind } from '../kinds.ts';
import { look, resultOf } from '../looking.ts';
import { type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, quoted } from '../words.ts';
import { docs } from './docs.ts';

const shownHits = 3;
const longestSentence = 400;

export function knowledge(question: string, of: Kind | null, turn: Turn, tools: ReadonlySet<string>): Reply {
  const asked = { name: 'search_documents', args: { question: question.slice(0, 1_000), limit: shownHits } };
  if (!tools.has(asked.name)) return docs(of, question);
  const looking = look(turn, tools, [asked], 'I look into your documents.');
  if (looking !== null) return looking;
  const done = resultOf(turn, asked);
  const result = done?.result ?? null;
  if (result?.ok !== true)
    return say(`I could not search your documents: ${because(errorWords(result, done?.text ?? 'no answer'))}.`);
  const lines = asObjects(result.hits).flatMap(toLine);
  if (lines.length === 0) return nothingFound(result);
  return { text: `This is what your documents say, word for word:\n\n${lines.join('\n')}${noteOf(result)}`, calls: [] };
}

const citation = /^\[[^[\]\n]+\]\(\/knowledge\/documents\/[0-9a-f-]{36}(?:\?chunk=[0-9a-f-]{36})?\)$/;

/** What a document says stays a quotation: one line, in quotation marks, without markup. */
function toLine(hit: Json): string[] {
  const words = plain(String(hit.sentence ?? ''));
  const source = String(hit.citation ?? '');
  return words === '' || !citation.test(source) ? [] : [`- “${words}” ${source}`];
}

const plain = (text: string): string => {
  const line = text
    .replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[<>[\]*`|“”]+/g, '')
    .trim();
  return line.length > longestSentence ? `${line.slice(0, longestSentence - 3)}...` : line;
};

const noteOf = ({ note }: Json): string => (typeof note === 'string' && note !== '' ? `\n\n${quoted(note, 300)}` : '');

const nothingFound = (result: Json): Reply =>
  typeof result.note === 'string' && /no documents/i.test(result.note)
    ? say('There are no documents to look into yet: add some on the Knowledge page, and I answer from them.')
    : say(
        'Your documents do not tell: I found nothing about that in them. Ask with other words, or add the document that says it.',
      );

export function remember(fact: string, turn: Turn, tools: ReadonlySet<string>): Reply {
  const asked = { name: 'propose_memory_note', args: { text: fact.slice(0, 500) } };
  if (!tools.has(asked.name)) return say('I cannot keep notes here: the tool `propose_memory_note` is missing.');
  const noting = look(turn, tools, [asked], 'I propose it as a note.');
  if (noting !== null) return noting;
  const done = resultOf(turn, asked);
  if (done?.result?.ok !== true)
    return say(
      `I could not propose the note: ${because(errorWords(done?.result ?? null, done?.text ?? 'no answer'))}.`,
    );
  if (done.result.state === 'kept') return say('I know that already: it is among the notes that people keep.');
  return say(
    `I proposed this note for this project: "${quoted(fact, 500)}"`,
    'It counts once somebody keeps it on the Knowledge page; then I am told it in every conversation of the project.',
  );
}
