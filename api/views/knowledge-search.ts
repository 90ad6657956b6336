/** Search of documents, the text of one, and the notes that people keep for the agent. */
import { z } from 'zod';
import { documentFormats, memoryNoteStates } from '../../db/model/knowledge.ts';
import { defaultSearchWeight, searchLimits, searchModes } from '../../db/model/knowledge-search.ts';
import { Id, Person, Time } from './common.ts';

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(50));

export const SearchQuery = z.object({
  q: z.string().trim().min(1).max(searchLimits.queryCharacters),
  source: oneOrMore(Id).optional().describe('only documents of these sources'),
  document: oneOrMore(Id).optional().describe('only these documents'),
  limit: z.coerce.number().int().min(1).max(searchLimits.hits).default(searchLimits.defaultHits),
  weight: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(defaultSearchWeight)
    .describe('0: words alone (BM25), 1: meaning alone (vectors); where no embeddings are set up it is 0'),
});

const Range = z.object({ start: z.number().int(), end: z.number().int().describe('the first after it') });

const Place = z.object({
  headings: z.array(z.string()).describe('the path of headings above it'),
  anchor: z.string().nullable().describe('of the nearest heading'),
  page: z.number().int().nullable().describe('from 1, where the format has pages'),
});

const DocumentOf = z.object({
  id: Id,
  title: z.string(),
  key: z.string().describe('what its source calls it: a file name, path or URL'),
  format: z.enum(documentFormats).nullable(),
  sourceId: Id,
  sourceName: z.string(),
});

export const PassageView = z
  .object({
    chunkId: Id,
    href: z.string().describe('the page that opens the document at this place'),
    score: z.number().describe('comparable within one answer only'),
    document: DocumentOf,
    place: Place,
    text: z.string().describe('Markdown: the chunk, with neighbours that were found too'),
    sentence: z.object({
      text: z.string().describe('the sentence that shares most with the question'),
      start: z.number().int().describe('where it stands in the text of this hit'),
      inDocument: Range.describe('where it stands in the text of the document'),
      highlights: z.array(Range).describe('words of the question, within the sentence'),
    }),
  })
  .describe('Ranges are in UTF-16 units, as JavaScript counts')
  .meta({ id: 'Passage' });

export const SearchAnswerView = z
  .object({
    mode: z.enum(searchModes).describe('words: BM25; meaning: vectors; hybrid: both, by the weight'),
    weight: z.number().describe('how much meaning counted beside words, 0 to 1'),
    note: z.string().nullable().describe('why words alone were searched, or why there is nothing to search'),
    hits: z.array(PassageView),
  })
  .meta({ id: 'SearchAnswer' });

export const DocumentTextParams = z.object({ documentId: Id });

export const DocumentTextQuery = z.object({
  chunk: Id.optional().describe('open at this chunk, in the newest version that holds it'),
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  start: z.coerce.number().int().min(0).optional(),
  length: z.coerce.number().int().min(1).optional(),
});

export const DocumentTextView = z
  .object({
    document: DocumentOf,
    version: z.object({
      id: Id,
      number: z.number().int(),
      createdAt: Time,
      current: z.boolean().describe('whether this is the version that is searched'),
    }),
    length: z.number().int().describe('of the whole text'),
    range: Range.describe('which part of the whole text this is'),
    text: z.string().describe('Markdown, written by others: show it without running anything of it'),
    chunk: z
      .object({ id: Id, start: z.number().int(), end: z.number().int(), place: Place, removed: z.boolean() })
      .nullable()
      .describe('the place that was asked for, counted in the whole text; null where this version does not hold it'),
    outline: z
      .array(
        z.object({
          title: z.string(),
          level: z.number().int(),
          anchor: z.string().nullable(),
          start: z.number().int().describe('in the whole text'),
        }),
      )
      .describe('headings of the current version; empty for older ones'),
  })
  .meta({ id: 'DocumentText' });

const NoteText = z.string().trim().min(1).max(1_000);

export const MemoryNoteView = z
  .object({
    id: Id,
    text: z.string(),
    state: z.enum(memoryNoteStates).describe('kept: the agent is told; proposed: the agent would like it kept'),
    projectId: Id.nullable().describe('null: for all projects'),
    projectName: z.string().nullable(),
    createdBy: Person.nullable().describe('null: the agent proposed it'),
    session: z.object({ id: Id, title: z.string() }).nullable().describe('the conversation in which it was proposed'),
    afterDocuments: z
      .boolean()
      .describe('proposed in a conversation that had read documents: look whether it is their idea or yours'),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'MemoryNote' });

export const MemoryNotesQuery = z.object({
  state: oneOrMore(z.enum(memoryNoteStates)).optional().describe('proposed and kept when left out'),
  project: Id.optional().describe('those of this project, and those of all'),
});

export const MemoryNoteParams = z.object({ noteId: Id });

export const AddMemoryNote = z.object({ id: Id.optional(), text: NoteText, projectId: Id.nullable().default(null) });

export const ChangeMemoryNote = z.object({ text: NoteText.optional(), projectId: Id.nullable().optional() });

export const DecideMemoryNote = z.object({ decision: z.enum(['keep', 'decline']) });
