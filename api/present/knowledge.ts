/** Rows of the knowledge base as their views. Where credentials and bytes are kept does not go out. */
import type { z } from 'zod';
import type { Document, DocumentVersion } from '../../db/documents.ts';
import type { KnowledgeIndex } from '../../db/knowledge-indexes.ts';
import type { KnowledgeIngest } from '../../db/knowledge-ingests.ts';
import { type KnowledgeSource, noCounts, type SourceCounts } from '../../db/knowledge-sources.ts';
import { formerMember, type Person } from '../../db/people.ts';
import type {
  DocumentVersionView,
  DocumentView,
  KnowledgeIndexView,
  KnowledgeIngestView,
  KnowledgeSourceView,
} from '../views/knowledge.ts';
import { time, timeOrNull } from './times.ts';

export const ingestView = (ingest: KnowledgeIngest): z.output<typeof KnowledgeIngestView> => ({
  id: ingest.id,
  sourceId: ingest.sourceId,
  trigger: ingest.trigger,
  state: ingest.state,
  reason: ingest.reason,
  documents: { done: ingest.documentsDone, failed: ingest.documentsFailed, total: ingest.documentsTotal },
  chunks: { added: ingest.chunksAdded, removed: ingest.chunksRemoved },
  startedAt: time(ingest.startedAt),
  finishedAt: timeOrNull(ingest.finishedAt),
});

export const sourceView = (
  source: KnowledgeSource,
  counts: SourceCounts = noCounts,
  ingest?: KnowledgeIngest,
): z.output<typeof KnowledgeSourceView> => ({
  id: source.id,
  name: source.name,
  kind: source.kind,
  settings: source.settings,
  hasCredentials: source.secretRef !== null,
  intervalMinutes: source.intervalMinutes,
  createdAt: time(source.createdAt),
  counts,
  ingest: ingest ? ingestView(ingest) : null,
});

type Listed = Document & { chunkCount: number | null; bytes: number | null };

export const documentView = (document: Listed): z.output<typeof DocumentView> => ({
  id: document.id,
  sourceId: document.sourceId,
  key: document.key,
  title: document.title,
  format: document.format,
  state: document.state,
  reason: document.reason,
  currentVersionId: document.currentVersionId,
  bytes: document.bytes,
  chunks: document.chunkCount ?? 0,
  createdAt: time(document.createdAt),
  updatedAt: time(document.updatedAt),
  removedAt: timeOrNull(document.removedAt),
});

export const versionView = (
  version: DocumentVersion,
  people: Map<string, Person>,
): z.output<typeof DocumentVersionView> => ({
  id: version.id,
  number: version.number,
  sha256: version.sha256,
  bytes: version.bytes,
  chunks: version.chunkCount,
  createdAt: time(version.createdAt),
  readyAt: timeOrNull(version.readyAt),
  createdBy: version.createdBy ? (people.get(version.createdBy) ?? formerMember(version.createdBy)) : null,
});

export const indexView = (
  index: KnowledgeIndex,
  counts: { done: number; total: number },
): z.output<typeof KnowledgeIndexView> => ({
  id: index.id,
  embedding: index.embedding,
  state: index.state,
  reason: index.reason,
  ...counts,
  createdAt: time(index.createdAt),
  servingAt: timeOrNull(index.servingAt),
});
