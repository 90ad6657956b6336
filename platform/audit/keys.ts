/**
 * The key that signs checkpoints: a seed in Vault, which the worker alone reads. Its public half is kept in S3, so that
 * whoever checks needs no way into Vault: `audit-keys/{name}-{version}.json`.
 */
import type { KeyObject } from 'node:crypto';
import type { Secrets } from '../secrets/vault.ts';
import type { Storage } from '../storage/s3.ts';
import { PublicKey, privateKeyOf, publicKeyOf } from './statement.ts';

const keyName = 'audit';
const folder = 'audit-keys/';

const objectKey = (keyId: string) => `${folder}${keyId.replace('@', '-')}.json`;

/**
 * The newest key. Its public half is kept before anything is signed with it.
 *
 * @throws AuroraError `conflict` when another key is kept under its id: somebody put it there
 */
export async function signingKey(
  { secrets, storage }: { secrets: Secrets; storage: Storage },
  options: { signal?: AbortSignal } = {},
): Promise<{ keyId: string; key: KeyObject; shared: PublicKey }> {
  const { id, key: seed } = await secrets.dataKey(keyName, options);
  const key = privateKeyOf(seed);
  seed.fill(0);
  const shared = publicKeyOf(id, key);
  const text = `${JSON.stringify(shared)}\n`;
  await storage.put(objectKey(id), text, { contentType: 'application/json', ifNoneMatch: true, ...options });
  return { keyId: id, key, shared };
}

/** Every key that ever signed. */
export async function publicKeys(storage: Storage): Promise<PublicKey[]> {
  const found = await storage.list(folder);
  return Promise.all(found.map(async ({ key }) => PublicKey.parse(JSON.parse(await storage.getText(key)))));
}
