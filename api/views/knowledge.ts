import { z } from 'zod';
import {
  documentFormats,
  documentStates,
  ingestStates,
  ingestTriggers,
  knowledgeIndexStates,
  knowledgeSourceKinds,
} from '../../db/model/knowledge.ts';
import { Id, Name, PageQuery, Person, Time } from './common.ts';

const Url = z.url({ protocol: /^https?$/ }).max(2_000);

export const KnowledgeSourceSettings = z
  .strictObject({
    urls: z.array(Url).min(1).max(1_000).optional().describe('kind `urls`: public addresses, one document each'),
    git: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/ })
          .max(1_000)
          .describe('a clone address, https unless OUTBOUND_HOSTS allows'),
        branch: z
          .string()
          .regex(/^[0-9A-Za-z][0-9A-Za-z._/-]{0,199}$/)
          .nullable()
          .default(null)
          .describe("null: the repository's own"),
        folder: z
          .string()
          .max(500)
          .regex(/^[^\\\p{Cc}]*$/u)
          .default('')
          .describe('only what is in it is read; empty for all'),
      })
      .optional()
      .describe('kind `git`'),
  })
  .meta({ id: 'KnowledgeSourceSettings' });

const Counts = z.object({
  documents: z.number().int(),
  ready: z.number().int(),
  failed: z.number().int(),
  waiting: z.number().int().describe('waiting or being read'),
  chunks: z.number().int().describe('passages that are searched'),
});

export const KnowledgeIngestView = z
  .object({
    id: Id,
    sourceId: Id,
    trigger: z.enum(ingestTriggers),
    state: z.enum(ingestStates),
    reason: z.string().nullable(),
    documents: z.object({
      done: z.number().int(),
      failed: z.number().int(),
      total: z.number().int().nullable().describe('null until it is known'),
    }),
    chunks: z.object({ added: z.number().int(), removed: z.number().int() }),
    startedAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'KnowledgeIngest' });

export const KnowledgeSourceView = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(knowledgeSourceKinds),
    settings: KnowledgeSourceSettings,
    hasCredentials: z.boolean(),
    intervalMinutes: z.number().int().nullable(),
    createdAt: Time,
    counts: Counts,
    ingest: KnowledgeIngestView.nullable().describe('the newest: running or ended'),
  })
  .meta({ id: 'KnowledgeSource' });

/** Often enough to be fresh, seldom enough to be welcome. */
const Interval = z.number().int().min(15).max(43_200).describe('minutes between two looks at the source');

export const CreateKnowledgeSource = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  kind: z.enum(knowledgeSourceKinds),
  settings: KnowledgeSourceSettings.default({}),
  intervalMinutes: Interval.nullable().default(null).describe('kinds `urls` and `git`; null: when somebody asks'),
  credentials: z
    .strictObject({ username: z.string().min(1).max(200).optional(), token: z.string().min(1).max(4_096) })
    .optional()
    .describe('kind `git`: for a private repository. Goes to Vault and never comes back; needs an admin'),
});

export const ChangeKnowledgeSource = z.object({
  name: Name.optional(),
  settings: KnowledgeSourceSettings.optional(),
  intervalMinutes: Interval.nullable().optional(),
});

export const DocumentView = z
  .object({
    id: Id,
    sourceId: Id,
    key: z.string().describe('what its source calls it: a file name, a path or an address'),
    title: z.string(),
    format: z.enum(documentFormats).nullable().describe('null until its bytes were looked at'),
    state: z.enum(documentStates),
    reason: z.string().nullable().describe('why it failed and what to do, in words'),
    currentVersionId: Id.nullable().describe('the version that is searched'),
    bytes: z.number().int().nullable().describe('of the newest version'),
    chunks: z.number().int().describe('passages that are searched'),
    createdAt: Time,
    updatedAt: Time,
    removedAt: Time.nullable(),
  })
  .meta({ id: 'Document' });

export const DocumentVersionView = z
  .object({
    id: Id,
    number: z.number().int(),
    sha256: z.string(),
    bytes: z.number().int(),
    chunks: z.number().int().nullable().describe('null until it was read'),
    createdAt: Time,
    readyAt: Time.nullable().describe('when all of it could be searched'),
    createdBy: Person.nullable(),
  })
  .meta({ id: 'DocumentVersion' });

export const DocumentDetails = DocumentView.extend({
  source: z.object({ id: Id, name: z.string(), kind: z.enum(knowledgeSourceKinds) }),
  versions: z.array(DocumentVersionView).describe('newest first'),
}).meta({ id: 'DocumentDetails' });

export const DocumentQuery = PageQuery.extend({
  sourceId: Id.optional(),
  state: z.enum(documentStates).optional().describe('without it, all but the removed ones'),
  q: z.string().trim().max(200).optional().describe('part of a title or key'),
});

/** Names of files and paths: no way up, nothing that only looks like a name. */
const Key = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\\\p{Cc}]+$/u);

export const UploadDocumentQuery = z.object({
  name: Key.describe('of the file; the same name again is the next version of the same document'),
});

export const DocumentKeyQuery = z.object({
  key: Key.describe('what the script calls the document; the same key again is its next version'),
  title: z.string().trim().min(1).max(300).optional(),
});

export const DocumentTaken = z
  .object({
    documentId: Id,
    versionId: Id,
    isNew: z.boolean().describe('false: these bytes are searched already'),
  })
  .meta({ id: 'DocumentTaken' });

export const StartIngest = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const KnowledgeIndexView = z
  .object({
    id: Id,
    embedding: z.string().describe('`none`: by words; else provider:model'),
    state: z.enum(knowledgeIndexStates),
    reason: z.string().nullable(),
    done: z.number().int().describe('passages that it holds'),
    total: z.number().int().describe('passages that it has to hold'),
    createdAt: Time,
    servingAt: Time.nullable(),
  })
  .meta({ id: 'KnowledgeIndex' });

export const KnowledgeIndexes = z
  .object({
    configured: z.string().describe('what EMBEDDINGS says; another one than the serving is being built or waited for'),
    search: z.enum(['words', 'meaning', 'off']).describe('which search answers now; off: no Weaviate is set up'),
    items: z.array(KnowledgeIndexView),
  })
  .meta({ id: 'KnowledgeIndexes' });

export const KnowledgeSourceParams = z.object({ sourceId: Id });
export const DocumentParams = z.object({ documentId: Id });
