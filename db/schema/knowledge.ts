/** What the team knows: where documents come from, their versions and chunks, the indexes over them, and short notes. */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  type ChunkPlace,
  documentFormats,
  documentStates,
  ingestStates,
  ingestTriggers,
  type KnowledgeSourceSettings,
  knowledgeIndexStates,
  knowledgeSourceKinds,
  memoryNoteStates,
  type SeenAtSource,
} from '../model/knowledge.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';
import { projects } from './projects.ts';

export const knowledgeSources = pgTable(
  'knowledge_sources',
  {
    id: idColumn(),
    orgId: orgId(),
    name: text().notNull(),
    kind: text({ enum: knowledgeSourceKinds }).notNull(),
    settings: jsonb().$type<KnowledgeSourceSettings>().notNull(),
    /** Vault: what a private repository asks for. */
    secretRef: text(),
    /** How often it is read again; null: when somebody asks. */
    intervalMinutes: integer(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** One run of `knowledgeIngest`. Written by its workflow alone, through its activities. */
export const knowledgeIngests = pgTable(
  'knowledge_ingests',
  {
    id: idColumn(),
    orgId: orgId(),
    sourceId: uuid()
      .notNull()
      .references(() => knowledgeSources.id),
    trigger: text({ enum: ingestTriggers }).notNull(),
    requestedBy: uuid().references(() => users.id),
    state: text({ enum: ingestStates }).notNull().default('running'),
    /** Words for people when it did not complete. */
    reason: text(),
    documentsTotal: integer(),
    documentsDone: integer().notNull().default(0),
    documentsFailed: integer().notNull().default(0),
    chunksAdded: integer().notNull().default(0),
    chunksRemoved: integer().notNull().default(0),
    startedAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [index().on(table.sourceId, table.startedAt)],
);

/** One document of a source. `key` is what the source calls it (file name, path, URL) and never changes. */
export const documents = pgTable(
  'documents',
  {
    id: idColumn(),
    orgId: orgId(),
    sourceId: uuid()
      .notNull()
      .references(() => knowledgeSources.id),
    key: text().notNull(),
    title: text().notNull(),
    format: text({ enum: documentFormats }),
    state: text({ enum: documentStates }).notNull().default('waiting'),
    /** Words for people when it failed: what is wrong with it and what to do. */
    reason: text(),
    /** The version that is searched; null until one is ready. */
    currentVersionId: uuid(),
    /** What its source said of the bytes that we have, so that the same are not fetched again. */
    seen: jsonb().$type<SeenAtSource>(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    removedAt: at(),
  },
  (table) => [uniqueIndex('documents_once').on(table.sourceId, table.key), index().on(table.orgId, table.updatedAt)],
);

/** The bytes of a document at one time, and their text. Immutable but for what ingest learns. */
export const documentVersions = pgTable(
  'document_versions',
  {
    id: idColumn(),
    orgId: orgId(),
    documentId: uuid()
      .notNull()
      .references(() => documents.id),
    number: integer().notNull(),
    /** Hex SHA-256 of the bytes. */
    sha256: text().notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    /** The bytes in S3. */
    storageKey: text().notNull(),
    /** The text in S3, as Markdown: chunks are ranges of it. Null until extracted. */
    textKey: text(),
    chunkCount: integer(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    /** When all its chunks were in the serving index, and counted. */
    readyAt: at(),
  },
  (table) => [
    uniqueIndex('document_versions_once').on(table.documentId, table.sha256),
    uniqueIndex().on(table.documentId, table.number),
  ],
);

/**
 * What is searched: a piece of a document with its place. The truth of which the vector store holds a copy, so that
 * an index can be built anew without reading any source. The id is made from organisation, document, text and the
 * how-manieth of that text in the document: the same content makes the same id.
 *
 * Searched are those of a document's current version. Those of a newer one are here before, until all are indexed.
 */
export const chunks = pgTable(
  'chunks',
  {
    id: uuid().primaryKey(),
    orgId: orgId(),
    documentId: uuid()
      .notNull()
      .references(() => documents.id),
    /** The newest version that holds it. */
    versionId: uuid()
      .notNull()
      .references(() => documentVersions.id),
    ordinal: integer().notNull(),
    place: jsonb().$type<ChunkPlace>().notNull(),
    /** Range in the version's text, in UTF-16 units. */
    startOffset: integer().notNull(),
    endOffset: integer().notNull(),
    text: text().notNull(),
    createdAt: createdAt(),
    /** When every index there was held it as this row says; null while it waits to be written. */
    indexedAt: at(),
    /** No longer in the current version: out of every search, and removed from the indexes. */
    removedAt: at(),
    /** When the vector store no longer held it. */
    purgedAt: at(),
  },
  (table) => [
    index('chunks_of_document').on(table.documentId, table.ordinal).where(sql`removed_at is null`),
    index('chunks_to_index').on(table.documentId).where(sql`removed_at is null and indexed_at is null`),
    index('chunks_to_purge').on(table.orgId).where(sql`removed_at is not null and purged_at is null`),
  ],
);

/** One way in which an organisation's chunks are indexed. `embedding` is `none` (words only) or `provider:model`. */
export const knowledgeIndexes = pgTable(
  'knowledge_indexes',
  {
    id: idColumn(),
    orgId: orgId(),
    embedding: text().notNull(),
    dimensions: integer(),
    /** Of Weaviate; the tenant in it is the organisation. */
    collection: text().notNull(),
    state: text({ enum: knowledgeIndexStates }).notNull().default('building'),
    reason: text(),
    createdAt: createdAt(),
    servingAt: at(),
    retiredAt: at(),
  },
  (table) => [
    uniqueIndex('knowledge_indexes_one_serving').on(table.orgId).where(sql`state = 'serving'`),
    uniqueIndex('knowledge_indexes_one_building').on(table.orgId).where(sql`state = 'building'`),
  ],
);

/** Short things that people keep for the agent. What the agent proposes counts once a person keeps it. */
export const memoryNotes = pgTable(
  'memory_notes',
  {
    id: idColumn(),
    orgId: orgId(),
    /** Null: for all projects. */
    projectId: uuid().references(() => projects.id),
    text: text().notNull(),
    state: text({ enum: memoryNoteStates }).notNull(),
    /** The conversation in which the agent proposed it. */
    sessionId: uuid(),
    toolCallId: text(),
    createdBy: uuid().references(() => users.id),
    decidedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index().on(table.orgId, table.state), uniqueIndex().on(table.sessionId, table.toolCallId)],
);
