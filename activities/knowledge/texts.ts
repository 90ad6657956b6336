/** The text of a version in storage, and beside it where its chunks stand. */
import type { Layout } from '../../db/document-versions.ts';
import type { NewChunk } from '../../db/knowledge-chunks.ts';
import type { Storage } from '../../platform/storage/s3.ts';

type OfVersion = { orgId: string; documentId: string; versionId: string };

const layoutKey = (textKey: string) => `${textKey}.chunks.json`;

/** @returns the text's key */
export async function putText(
  storage: Storage,
  { orgId, documentId, versionId }: OfVersion,
  text: string,
  chunks: readonly NewChunk[],
): Promise<string> {
  const key = `knowledge/${orgId}/texts/${documentId}/${versionId}.md`;
  const layout: Layout = chunks.map(({ text: _text, ...place }) => place);
  await storage.put(key, text, { contentType: 'text/markdown; charset=utf-8' });
  await storage.put(layoutKey(key), JSON.stringify(layout), { contentType: 'application/json' });
  return key;
}

export const getLayout = async (storage: Storage, textKey: string, signal?: AbortSignal): Promise<Layout> =>
  JSON.parse(await storage.getText(layoutKey(textKey), { signal })) as Layout;
