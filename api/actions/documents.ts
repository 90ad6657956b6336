/** Takes documents in, and takes them away: bytes to storage first, then rows, then the nudge. */
import { Readable } from 'node:stream';
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import {
  type Document,
  findDocument,
  findDocumentByKey,
  keepBytes,
  removeDocuments,
  retryDocument,
  titleOf,
  versionsOf,
} from '../../db/documents.ts';
import { findSource } from '../../db/knowledge-sources.ts';
import { documentMaxBytes, type KnowledgeSourceKind } from '../../db/model/knowledge.ts';
import { AuroraError, conflict, notFound } from '../../platform/errors.ts';
import { startIngest } from '../../platform/knowledge-schedules.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { ask, isFetched } from './knowledge-sources.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'temporal' | 'storage'>;

export type Given = { sourceId: string; key: string; title?: string; kind: 'upload' | 'api' };

/** Streams a document to storage and lets the ingest read it. Bytes that are searched already change nothing. */
export async function takeDocument(
  { db, storage, temporal }: Needs,
  actor: Actor,
  { sourceId, key, title, kind }: Given,
  body: unknown,
): Promise<{ documentId: string; versionId: string; isNew: boolean }> {
  const { orgId, userId } = actor;
  await inOrg(db, scopeOf(actor), (tx) => requireSource(tx, sourceId, kind));
  if (!(body instanceof Readable)) throw noBytes();
  // A name of its own: what is kept under a name must never change.
  const storageKey = `knowledge/${orgId}/${sourceId}/${crypto.randomUUID()}`;
  const { bytes, sha256 } = await storeBytes(storage, storageKey, body);
  const named = { title: title ?? titleOf(key), seen: title ? { title } : null };
  const row = { orgId, sourceId, key, ...named, sha256, bytes, storageKey, createdBy: userId };
  const { storageKey: keptAt, ...kept } = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireSource(tx, sourceId, kind);
    const answer = await keepBytes(tx, row);
    if (!answer.isNew) return answer;
    await ask(tx, actor, sourceId, kind);
    const action = kind === 'upload' ? 'document.upload' : 'document.write';
    const detail = { sourceId, key, versionId: answer.versionId, sha256, bytes };
    await keepAudit(tx, actor, { action, subject: documentOf(answer.documentId), detail });
    return answer;
  });
  if (keptAt !== storageKey) await storage.remove(storageKey);
  if (kept.isNew) await startIngest(temporal, { orgId, sourceId, trigger: kind });
  return kept;
}

async function storeBytes(storage: Needs['storage'], storageKey: string, body: Readable) {
  const stored = await storage.large.putStream(storageKey, body, { maxBytes: documentMaxBytes });
  if (stored.bytes > 0) return stored;
  await storage.remove(storageKey);
  throw noBytes();
}

/** @throws AuroraError `not_found`, also for a key that nobody wrote; `conflict` for what Aurora fetches itself */
export async function removeDocumentByKey(parts: Needs, actor: Actor, sourceId: string, key: string): Promise<void> {
  const document = await inOrg(parts.db, scopeOf(actor), async (tx) => {
    await requireSource(tx, sourceId, 'api');
    return findDocumentByKey(tx, sourceId, key);
  });
  if (!document || document.removedAt) throw notFound('document');
  await removeDocument(parts, actor, document.id);
}

export async function removeDocument({ db, temporal }: Needs, actor: Actor, documentId: string): Promise<void> {
  const { orgId } = actor;
  const sourceId = await inOrg(db, scopeOf(actor), async (tx) => {
    const document = await findDocument(tx, documentId);
    const source = await findSource(tx, document.sourceId);
    if (isFetched(source.kind)) throw stillThere(source.kind);
    const removed = await removeDocuments(tx, [documentId]);
    if (removed === 0) return source.id;
    await ask(tx, actor, source.id, 'person');
    const detail = { sourceId: source.id, key: document.key };
    await keepAudit(tx, actor, { action: 'document.remove', subject: documentOf(documentId), detail });
    return source.id;
  });
  await startIngest(temporal, { orgId, sourceId, trigger: 'person' });
}

export async function tryDocumentAgain({ db, temporal }: Needs, actor: Actor, documentId: string): Promise<Document> {
  const { orgId } = actor;
  const document = await inOrg(db, scopeOf(actor), async (tx) => {
    const again = await retryDocument(tx, documentId);
    await ask(tx, actor, again.sourceId, 'person');
    const detail = { sourceId: again.sourceId, key: again.key };
    await keepAudit(tx, actor, { action: 'document.retry', subject: documentOf(documentId), detail });
    return again;
  });
  await startIngest(temporal, { orgId, sourceId: document.sourceId, trigger: 'person' });
  return document;
}

/** On record before its first byte leaves. @returns the bytes as they came; the newest version where none is named */
export async function originalOf({ db, storage }: Needs, actor: Actor, documentId: string, versionId?: string) {
  const { document, version } = await inOrg(db, scopeOf(actor), async (tx) => {
    const versions = await versionsOf(tx, documentId);
    const wanted = versionId ? versions.find(({ id }) => id === versionId) : versions[0];
    if (!wanted) throw notFound('version of this document');
    const found = await findDocument(tx, documentId);
    const detail = { key: found.key, versionId: wanted.id };
    await keepAudit(tx, actor, { action: 'document.download', subject: documentOf(documentId), detail });
    return { document: found, version: wanted };
  });
  return { name: document.key.split('/').pop() ?? 'document', bytes: await storage.get(version.storageKey) };
}

const documentOf = (id: string) => ({ kind: 'document', id });

async function requireSource(tx: Tx, sourceId: string, kind: 'upload' | 'api'): Promise<void> {
  const source = await findSource(tx, sourceId);
  if (source.kind === kind) return;
  throw conflict(
    isFetched(source.kind)
      ? 'Aurora reads this source by itself. Make a source for uploads, or for the API, to add documents.'
      : `This source takes documents by ${source.kind}. Make one of kind ${kind} for these.`,
  );
}

const stillThere = (kind: KnowledgeSourceKind) =>
  conflict(
    kind === 'git'
      ? 'This document is in a repository, and would come back with the next look. Remove it there.'
      : 'This document comes from an address of its source. Take the address off the list.',
  );

const noBytes = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'Send the document as the body itself, with Content-Type: application/octet-stream. It was empty.',
  });
