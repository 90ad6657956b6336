/**
 * Secrets in Vault (or OpenBao): KV v2 at `VAULT_KV_MOUNT`, entered by AppRole.
 *
 * The role needs `create, update, read` on `{mount}/data/*` and `delete` on `{mount}/metadata/*`.
 */
import nodeVault from 'node-vault';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { AuroraError, notFound } from '../errors.ts';
import { type Health, probeHealth } from '../health.ts';
import type { Logger } from '../log.ts';
import { makeDataKeys } from './data-keys.ts';
import { isAway, misconfigured, statusOf, vaultFailure } from './failures.ts';
import { type KvCall, makeKv } from './kv.ts';
import { abortable, patiently } from './patience.ts';
import { formatReference, isMount, parseReference } from './reference.ts';
import { openSession } from './session.ts';

export type SecretData = Record<string, string>;

/** `id` is `name@version`; `key` is 32 bytes for AES-256. The caller's own copy: it may be wiped after use. */
export type DataKey = { id: string; key: Buffer; createdAt: Date };

export type CallOptions = { signal?: AbortSignal };

/**
 * Every call waits a few seconds for a Vault that is sealed or away and then throws AuroraError
 * `dependency_unavailable` (retryable); `config_invalid` when Vault does not accept the AppRole; `bad_request` for a
 * reference or path that is none; the signal's own reason when the signal fires. Values are never logged.
 */
export type Secrets = {
  /** @throws AuroraError `not_found` when nothing is kept there */
  read(ref: string, options?: CallOptions): Promise<SecretData>;
  /** The same, with which version it is: it counts up from 1. */
  readVersion(ref: string, options?: CallOptions): Promise<{ data: SecretData; version: number }>;
  /**
   * Keeps `data` as the newest version.
   * @param path below the mount, such as `users/aws-token-123`
   * @returns the reference to keep in the database
   */
  write(path: string, data: SecretData, options?: CallOptions): Promise<string>;
  /** Removes every version for good. Removing what is not there is no error. */
  remove(ref: string, options?: CallOptions): Promise<void>;
  /**
   * A key that is made once, whoever asks first, and kept in Vault. Cached in memory for five minutes.
   * @param nameOrId `plans` for the newest key of that name, `plans@1` for exactly that one (to decrypt)
   * @param options `fresh`: asks Vault also where the answer is cached
   */
  dataKey(nameOrId: string, options?: CallOptions & { fresh?: boolean }): Promise<DataKey>;
  /** Writes a new version of a key. What others encrypt or sign with it changes as they learn of it. @returns its id */
  rotateDataKey(name: string, options?: CallOptions): Promise<string>;
  health(): Promise<Health>;
  /** Stops renewing and gives the token back. */
  close(): Promise<void>;
};

export type VaultConfig = Pick<Config, 'VAULT_ADDR' | 'VAULT_ROLE_ID' | 'VAULT_SECRET_ID' | 'VAULT_KV_MOUNT'>;

/** `patienceMs`: how long a call waits for a Vault that is away; `requestMs`: how long for one answer. */
export type SecretsOptions = { patienceMs?: number; requestMs?: number };

export function makeSecrets(config: VaultConfig, log: Logger, options: SecretsOptions = {}): Secrets {
  const { patienceMs = 5_000, requestMs = 5_000 } = options;
  const mount = config.VAULT_KV_MOUNT;
  if (!isMount(mount)) throw misconfigured('VAULT_KV_MOUNT is not the name of a mount.');
  // Its default debug function prints what is written, values too, when DEBUG=node-vault is set.
  const vault = nodeVault({ endpoint: config.VAULT_ADDR, debug: () => {} });
  vault.token = ''; // else it would take VAULT_TOKEN from the environment, often a person's own
  const role = { roleId: config.VAULT_ROLE_ID, secretId: config.VAULT_SECRET_ID };
  const session = openSession(vault, role, log, requestMs);

  /** One request as the role. A token that ended (403) is replaced once; a Vault that is away is waited for. */
  const call: KvCall = async (request, signal) => {
    const asRole = async () => {
      const token = await session.token();
      return { token, result: () => request(vault, { timeout: requestMs, headers: { 'X-Vault-Token': token } }) };
    };
    const attempt = async () => {
      const first = await asRole();
      try {
        return await first.result();
      } catch (error) {
        if (statusOf(error) !== 403) throw error;
        session.forget(first.token);
        return await (await asRole()).result();
      }
    };
    try {
      return await patiently(() => abortable(attempt(), signal), { patienceMs, worthWaiting: isAway, signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw vaultFailure(error);
    }
  };

  const kv = makeKv(mount, call);
  const dataKeys = makeDataKeys(kv);
  const pathOf = (reference: string) => {
    const parsed = parseReference(reference);
    if (parsed.mount !== mount) throw otherMount();
    return parsed.path;
  };

  async function newest(ref: string, { signal }: CallOptions = {}) {
    const found = await kv.read(pathOf(ref), { signal });
    if (!found) throw notFound('secret');
    return found;
  }

  return {
    readVersion: newest,
    read: async (ref, options) => (await newest(ref, options)).data,
    async write(path, data, { signal } = {}) {
      const reference = formatReference({ mount, path });
      await kv.write(path, data, { signal });
      return reference;
    },
    remove: async (ref, { signal } = {}) => kv.remove(pathOf(ref), { signal }),
    dataKey: dataKeys.get,
    rotateDataKey: dataKeys.rotate,
    health: () =>
      probeHealth(async () => {
        const version = await readVersion(vault);
        await session.token().catch((error) => {
          throw vaultFailure(error);
        });
        return version;
      }),
    async close() {
      dataKeys.wipe();
      await session.close();
    },
  };
}

const SysHealth = z.object({ initialized: z.boolean(), sealed: z.boolean(), version: z.string() });

async function readVersion(vault: nodeVault.client): Promise<string> {
  const answer = SysHealth.safeParse(await vault.health({ requestOptions: { timeout: 2_000 } }));
  if (!answer.success) throw new Error('Something that is not Vault answers at VAULT_ADDR.');
  if (!answer.data.initialized) throw new Error('Vault has not been initialised.');
  if (answer.data.sealed) throw new Error('Vault is sealed. Whoever runs it has to unseal it.');
  return `version ${answer.data.version}`;
}

const otherMount = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This reference points to another store of secrets than the one Aurora is set up with.',
  });
