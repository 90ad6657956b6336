/** The few things done with a KV v2 engine. Paths are validated by the callers: they go into the URL as they are. */
import type nodeVault from 'node-vault';
import { z } from 'zod';
import { misconfigured, statusOf } from './failures.ts';

type RequestOptions = { timeout: number; headers: Record<string, string> };

/** Runs a request as Aurora's role; see `makeSecrets`. */
export type KvCall = <T>(
  request: (vault: nodeVault.client, options: RequestOptions) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

export type KvEntry = { data: Record<string, string>; version: number; createdAt: Date };

export type Kv = {
  /** undefined when nothing is there, or its newest version was deleted */
  read(path: string, options: { version?: number; signal?: AbortSignal }): Promise<KvEntry | undefined>;
  /** @returns the number of the version it became */
  write(path: string, data: Record<string, string>, options: { signal?: AbortSignal }): Promise<number>;
  /** Writes the first version; false when somebody else did. */
  create(path: string, data: Record<string, string>, options: { signal?: AbortSignal }): Promise<boolean>;
  /** Removes all versions and the metadata. */
  remove(path: string, options: { signal?: AbortSignal }): Promise<void>;
};

const Entry = z.object({
  data: z.object({
    data: z.record(z.string(), z.string()),
    metadata: z.object({ version: z.number().int(), created_time: z.coerce.date() }),
  }),
});

const Written = z.object({ data: z.object({ version: z.number().int() }) });

export function makeKv(mount: string, call: KvCall): Kv {
  const dataPath = (path: string) => `${mount}/data/${path}`;
  const statusOfRead = (vault: nodeVault.client, path: string, options: RequestOptions) =>
    vault.read(dataPath(path), options).then(() => 200, statusOf);
  return {
    async read(path, { version, signal }) {
      const query = version === undefined ? '' : `?version=${version}`;
      const answer = await call(
        (vault, options) => vault.read(dataPath(path) + query, options).catch(absentIsUndefined),
        signal,
      );
      if (answer === undefined) return undefined;
      const entry = Entry.safeParse(answer);
      // Never the parser's own message: it may quote what it found.
      if (!entry.success) throw misconfigured('What Vault keeps under this reference is not a set of texts by name.');
      const { data, metadata } = entry.data.data;
      return { data, version: metadata.version, createdAt: metadata.created_time };
    },
    async write(path, data, { signal }) {
      const answer = await call((vault, options) => vault.write(dataPath(path), { data }, options), signal);
      const written = Written.safeParse(answer);
      if (!written.success)
        throw misconfigured('Vault does not say which version it wrote: VAULT_KV_MOUNT is no KV v2.');
      return written.data.data.version;
    },
    create: (path, data, { signal }) =>
      call(async (vault, options) => {
        try {
          await vault.write(dataPath(path), { options: { cas: 0 }, data }, options);
          return true;
        } catch (error) {
          if (statusOf(error) === 400 && /check-and-set/.test(String(error))) return false;
          // A role that may create and not update is refused where somebody else was faster.
          if (statusOf(error) === 403 && (await statusOfRead(vault, path, options)) === 200) return false;
          throw error;
        }
      }, signal),
    async remove(path, { signal }) {
      await call(
        (vault, options) => vault.delete(`${mount}/metadata/${path}`, options).catch(absentIsUndefined),
        signal,
      );
    },
  };
}

/** 404 without a reason is an absent secret; with one ("no handler for route") the engine itself is not there. */
function absentIsUndefined(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
  if (/no handler for route/.test(String(error))) {
    throw misconfigured('Vault has no store of secrets (KV version 2) at VAULT_KV_MOUNT.');
  }
  return undefined;
}
