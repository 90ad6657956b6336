/** What a source shows of one document: new bytes, or why there are none. */
import { createHash } from 'node:crypto';
import { inOrg } from '../../../db/client.ts';
import { keepFailure } from '../../../db/document-versions.ts';
import { findDocumentByKey, keepBytes, titleOf } from '../../../db/documents.ts';
import { countInIngest, type OfIngest } from '../../../db/knowledge-ingests.ts';
import type { SeenAtSource } from '../../../db/model/knowledge.ts';
import type { WorkerDeps } from '../../deps.ts';

export type KeepDeps = Pick<WorkerDeps, 'db' | 'storage'>;

export type Fetched = { key: string; bytes: Uint8Array; seen: SeenAtSource };

/** Under the name of its content: fetching it again after a kill writes the same object. */
export async function keepFetched(
  { db, storage }: KeepDeps,
  of: OfIngest,
  { key, bytes, seen }: Fetched,
): Promise<void> {
  const { orgId, sourceId } = of;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const storageKey = `knowledge/${orgId}/${sourceId}/${sha256}`;
  await storage.put(storageKey, bytes);
  const row = { orgId, sourceId, key, title: titleOf(key), sha256, bytes: bytes.length, storageKey, seen };
  await inOrg(db, of, (tx) => keepBytes(tx, row));
}

/** What was searched of it before is searched still. */
export async function keepUnfetched({ db }: KeepDeps, of: OfIngest, key: string, reason: string): Promise<void> {
  await inOrg(db, of, async (tx) => {
    const isNew = await keepFailure(tx, { ...of, key, title: titleOf(key), reason });
    if (isNew) await countInIngest(tx, of.ingestId, { failed: 1 });
  });
}

/** What the source said when the bytes that we have came; null where they are to be fetched in any case. */
export async function seenBefore({ db }: KeepDeps, of: OfIngest, key: string): Promise<SeenAtSource | null> {
  const document = await inOrg(db, of, (tx) => findDocumentByKey(tx, of.sourceId, key));
  return document?.state === 'ready' || document?.state === 'waiting' ? document.seen : null;
}
