/** Reads the newest bytes of one document: text to storage, chunks to rows. */
import { inOrg } from '../../db/client.ts';
import {
  documentFailed,
  type NewestVersion,
  newestVersion,
  titleChanged,
  versionRead,
} from '../../db/document-versions.ts';
import { titleOf } from '../../db/documents.ts';
import { insertChunks } from '../../db/knowledge-chunks.ts';
import { countInIngest, type OfIngest } from '../../db/knowledge-ingests.ts';
import type { WorkerDeps } from '../deps.ts';
import { chunksOf } from './chunk-ids.ts';
import type { Extracted } from './extract/extract.ts';
import type { Reader } from './extract/reader.ts';
import { DocumentRefused } from './refusal.ts';
import { putText } from './texts.ts';

type Deps = Pick<WorkerDeps, 'db' | 'storage'>;

export type OfDocument = OfIngest & { documentId: string };

/** A document that cannot be read is told so in its row; the ingest goes on. */
export async function readDocument(deps: Deps, reader: Reader, of: OfDocument, signal?: AbortSignal): Promise<void> {
  const { db, storage } = deps;
  const newest = await inOrg(db, of, (tx) => newestVersion(tx, of.documentId));
  if (newest?.document.state !== 'waiting') return;
  const bytes = await storage.get(newest.version.storageKey, { signal });
  try {
    const extracted = await reader.read(of.orgId, { bytes, key: newest.document.key }, signal);
    await keep(deps, of, newest, extracted);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    await failDocument(deps, of, error.message);
  }
}

export async function failDocument({ db }: Pick<Deps, 'db'>, of: OfDocument, reason: string): Promise<void> {
  await inOrg(db, of, async (tx) => {
    if (await documentFailed(tx, of.documentId, reason)) await countInIngest(tx, of.ingestId, { failed: 1 });
  });
}

async function keep({ db, storage }: Deps, of: OfDocument, newest: NewestVersion, extracted: Extracted): Promise<void> {
  const { document, version } = newest;
  const { format, text, pieces } = extracted;
  const { orgId, documentId } = of;
  const chunks = chunksOf(of, text, pieces);
  const textKey = await putText(storage, { orgId, documentId, versionId: version.id }, text, chunks);
  const title = document.seen?.title ?? extracted.title ?? titleOf(document.key);
  await inOrg(db, of, async (tx) => {
    const what = { format, title, textKey, chunkCount: chunks.length };
    if (!(await versionRead(tx, newest, what))) return;
    const added = await insertChunks(tx, { orgId, documentId, versionId: version.id }, chunks);
    if (title !== document.title) await titleChanged(tx, documentId);
    await countInIngest(tx, of.ingestId, { added });
  });
}
