/**
 * Secrets in Vault (or OpenBao): KV v2 at `VAULT_KV_MOUNT`, entered by AppRole.
 *
 * API and worker have roles of their own: keeper/policies.ts says what each may do.
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
import { secretIdsOf } from './secret-ids.ts';
import { openSession } from './session.ts';

export type SecretData = Record<string, string>;

export type VersionedSecret = { data: SecretData; version: number };

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
  /** The same, with the number of its version: what a use of it is recorded with. */
  readVersion(ref: string, options?: CallOptions): Promise<VersionedSecret>;
  /**
   * Keeps `data` as the newest version.
   * @param path below the mount, such as `users/aws-token-123`
   * @returns the reference to keep in the database
   */
  write(path: string, data: SecretData, options?: CallOptions): Promise<string>;
  /** The same, and says which version it became. Older ones are kept; who reads next gets this one. */
  writeVersioned(path: string, data: SecretData, options?: CallOptions): Promise<{ ref: string; version: number }>;
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
  /** Logs in as soon as Vault lets it, and says in the log what it waits for. Never throws; ends with `close`. */
  enter(): Promise<void>;
  /** Stops renewing and gives the token back. */
  close(): Promise<void>;
};

export type VaultConfig = Pick<
  Config,
  'VAULT_ADDR' | 'VAULT_ROLE_ID' | 'VAULT_SECRET_ID' | 'VAULT_SECRET_ID_FILE' | 'VAULT_KV_MOUNT'
>;

/** `patienceMs`: how long a call waits for a Vault that is away; `requestMs`: how long for one answer. */
export type SecretsOptions = { patienceMs?: number; requestMs?: number };

export function makeSecrets(config: VaultConfig, log: Logger, options: SecretsOptions = {}): Secrets {
  const { patienceMs = 5_000, requestMs = 5_000 } = options;
  const mount = config.VAULT_KV_MOUNT;
  if (!isMount(mount)) throw misconfigured('VAULT_KV_MOUNT is not the name of a mount.');
  // Its default debug function prints what is written, values too, when DEBUG=node-vault is set.
  const vault = nodeVault({ endpoint: config.VAULT_ADDR, debug: () => {} });
  vault.token = ''; // else it would take VAULT_TOKEN from the environment, often a person's own
  const role = { roleId: config.VAULT_ROLE_ID, secretIds: secretIdsOf(config) };
  const session = openSession(vault, role, log, requestMs);

  const closing = new AbortController();
  const told = tellChanges(log);

  /**
   * One request as the role. A token that ended (403) is replaced once; a Vault that is away is waited for. A policy
   * that refuses is 403 too, and must not cost the token: the next one needs a secret id, and there may be none.
   */
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
        if (statusOf(error) !== 403 || (await session.isGood(first.token))) throw error;
        session.forget(first.token);
        return await (await asRole()).result();
      }
    };
    try {
      const result = await patiently(() => abortable(attempt(), signal), { patienceMs, worthWaiting: isAway, signal });
      told.back();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = vaultFailure(error);
      if (failure.retryable) told.away(failure.userMessage);
      throw failure;
    }
  };

  const kv = makeKv(mount, call);
  const dataKeys = makeDataKeys(kv);
  const pathOf = (reference: string) => {
    const parsed = parseReference(reference);
    if (parsed.mount !== mount) throw otherMount();
    return parsed.path;
  };

  async function readVersion(ref: string, { signal }: CallOptions = {}): Promise<VersionedSecret> {
    const found = await kv.read(pathOf(ref), { signal });
    if (!found) throw notFound('secret');
    return found;
  }

  async function writeVersioned(path: string, data: SecretData, { signal }: CallOptions = {}) {
    const ref = formatReference({ mount, path });
    return { ref, version: await kv.write(path, data, { signal }) };
  }

  async function enter(): Promise<void> {
    const worthWaiting = (error: unknown) => {
      told.away(vaultFailure(error).userMessage);
      return isAway(error);
    };
    const { signal } = closing;
    await patiently(session.token, { patienceMs: Number.POSITIVE_INFINITY, worthWaiting, signal }).then(
      told.back,
      () => {},
    );
  }

  return {
    read: async (ref, options) => (await readVersion(ref, options)).data,
    readVersion,
    write: async (path, data, options) => (await writeVersioned(path, data, options)).ref,
    writeVersioned,
    remove: async (ref, { signal } = {}) => kv.remove(pathOf(ref), { signal }),
    dataKey: dataKeys.get,
    rotateDataKey: dataKeys.rotate,
    health: () =>
      probeHealth(async () => {
        const version = await serverVersion(vault);
        await session.token().catch((error) => {
          throw vaultFailure(error);
        });
        return version;
      }),
    enter,
    async close() {
      closing.abort();
      dataKeys.wipe();
      await session.close();
    },
  };
}

/** One line when Vault goes, one when its trouble is another, one when it is back: not one for each caller. */
function tellChanges(log: Logger) {
  let said: string | undefined;
  return {
    away(reason: string) {
      if (reason !== said) log.warn({ reason }, 'vault cannot be used');
      said = reason;
    },
    back() {
      if (said) log.info('vault can be used again');
      said = undefined;
    },
  };
}

const SysHealth = z.object({ initialized: z.boolean(), sealed: z.boolean(), version: z.string() });

async function serverVersion(vault: nodeVault.client): Promise<string> {
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
