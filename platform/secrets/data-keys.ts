/** Keys that encrypt what lies outside Vault, such as sealed plans in S3. */
import { randomBytes } from 'node:crypto';
import { AuroraError, notFound } from '../errors.ts';
import { misconfigured } from './failures.ts';
import type { Kv } from './kv.ts';

const keyBytes = 32; // AES-256
const cacheMs = 5 * 60_000;
const idPattern = /^([a-z][0-9a-z-]{0,63})(?:@([1-9][0-9]{0,8}))?$/;

type Cached = { id: string; key: Buffer; createdAt: Date; until: number };

/**
 * A key is a version of `keys/{name}`: its id `name@version` says which, so that after a rotation (a new version
 * written by an operator) old ciphertexts still find their key. `get('plans')` makes the first version if there is
 * none: check-and-set lets exactly one of two workers win, and the other reads what the winner wrote.
 */
export function makeDataKeys(kv: Kv) {
  const cache = new Map<string, Cached>();

  async function get(nameOrId: string, { signal, fresh }: { signal?: AbortSignal; fresh?: boolean } = {}) {
    const held = fresh ? undefined : cache.get(nameOrId);
    if (held && held.until > Date.now()) return { id: held.id, key: Buffer.from(held.key), createdAt: held.createdAt };
    const [, name, version] = idPattern.exec(nameOrId) ?? [];
    if (name === undefined) throw badName();
    const path = `keys/${name}`;
    const found =
      version === undefined
        ? ((await kv.read(path, { signal })) ?? (await createThenRead(path, signal)))
        : await kv.read(path, { version: Number(version), signal });
    if (!found) throw notFound('key');
    const key = Buffer.from(found.data.key ?? '', 'base64');
    if (key.length !== keyBytes) throw misconfigured(`The key ${name} in Vault is not ${keyBytes} bytes long.`);
    const id = `${name}@${found.version}`;
    const { createdAt } = found;
    cache.set(nameOrId, { id, key, createdAt, until: Date.now() + cacheMs });
    return { id, key: Buffer.from(key), createdAt };
  }

  /** Writes a new version, which others take up as their caches end. @returns its id */
  async function rotate(name: string, { signal }: { signal?: AbortSignal } = {}): Promise<string> {
    if (idPattern.exec(name)?.[2] !== undefined || !idPattern.test(name)) throw badName();
    await kv.write(`keys/${name}`, { key: randomBytes(keyBytes).toString('base64') }, { signal });
    return (await get(name, { signal, fresh: true })).id;
  }

  async function createThenRead(path: string, signal: AbortSignal | undefined) {
    await kv.create(path, { key: randomBytes(keyBytes).toString('base64') }, { signal });
    // Read it back even when this process wrote it: what counts is what Vault keeps.
    const found = await kv.read(path, { signal });
    if (!found) throw misconfigured('A key was deleted in Vault. What it encrypted is lost unless it is undeleted.');
    return found;
  }

  function wipe() {
    for (const { key } of cache.values()) key.fill(0);
    cache.clear();
  }

  return { get, rotate, wipe };
}

const badName = () =>
  new AuroraError({ code: 'bad_request', retryable: false, userMessage: 'This is not the name or id of a key.' });
