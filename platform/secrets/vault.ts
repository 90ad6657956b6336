/**
 * Secrets in Vault (or OpenBao): KV v2 at `VAULT_KV_MOUNT`, entered by AppRole.
 *
 * The role needs `create, update, read` on `{mount}/data/*` and `delete` on `{mount}/metadata/*`.
 */
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';
import type { Logger } from '../log.ts';

export type SecretData = Record<string, string>;

/** `id` is `name@version`; `key` is 32 bytes for AES-256. The caller's own copy: it may be wiped after use. */
export type DataKey = { id: string; key: Buffer };

export type CallOptions = { signal?: AbortSignal };

/**
 * Every call waits a few seconds for a Vault that is sealed or away and then throws AuroraError
 * `dependency_unavailable` (retryable); `config_invalid` when Vault does not accept the AppRole; `bad_request` for a
 * reference or path that is none; the signal's own reason when the signal fires. Values are never logged.
 */
export type Secrets = {
  /** @throws AuroraError `not_found` when nothing is kept there */
  read(ref: string, options?: CallOptions): Promise<SecretData>;
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
   */
  dataKey(nameOrId: string, options?: CallOptions): Promise<DataKey>;
  health(): Promise<Health>;
  /** Stops renewing and gives the token back. */
  close(): Promise<void>;
};

export type VaultConfig = Pick<Config, 'VAULT_ADDR' | 'VAULT_ROLE_ID' | 'VAULT_SECRET_ID' | 'VAULT_KV_MOUNT'>;

export declare function makeSecrets(config: VaultConfig, log: Logger, options?: { patienceMs?: number }): Secrets;
