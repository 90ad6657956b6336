/**
 * Keeps a vault usable: initialises it once, unseals it after each of its restarts, writes policies and roles, and
 * lays out secret ids. The embedded stack and the containers do it with this code.
 *
 * The unseal key lies in a file. Whoever can read it can open the vault: where others have access to the machine, let
 * the vault unseal itself by a cloud's KMS and leave the keeper out (docs/vault.md).
 */
import { existsSync, readFileSync } from 'node:fs';
import { AuroraError } from '../../errors.ts';
import { patiently } from '../patience.ts';
import { isDue, issue, withdraw, writePrivate } from './issue.ts';
import type { RoleName } from './policies.ts';
import { writeRoles } from './roles.ts';
import { type VaultApi, vaultApi } from './vault-api.ts';

export type KeeperOptions = {
  /** Such as `http://127.0.0.1:8200`. */
  address: string;
  mount: string;
  /** Unseal key and root token, mode 600. */
  keysFile: string;
  /** While this file exists, a sealed vault is left sealed. */
  staySealedFile: string;
  /** Where secret ids are laid out; see issue.ts. */
  rolesFolder: string;
  roles: RoleName[];
};

export type Keeper = {
  vault: VaultApi;
  /**
   * Does what the vault lacks to be usable. Cheap when there is nothing to do, safe to repeat and to be killed in.
   *
   * @returns undefined when it is usable, else why it is not, for people
   * @throws AuroraError `dependency_unavailable`; not retryable when the keys are gone
   */
  look(): Promise<string | undefined>;
};

type Keys = { unsealKey: string; rootToken: string };

/** How long an answer of "open" is believed, while files are looked at more often. */
const believedMs = 1000;

export function makeKeeper(options: KeeperOptions): Keeper {
  const { mount, keysFile, rolesFolder, roles } = options;
  const vault = vaultApi(options.address);
  let operator: { vault: VaultApi; token: string; mount: string } | undefined;
  let openAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<string | undefined> {
    const believed = performance.now() - openAt < believedMs;
    const trouble = believed ? undefined : await open();
    if (trouble) return trouble;
    if (operator && roles.some((role) => isDue(rolesFolder, role))) await issue(operator, rolesFolder, roles);
    return undefined;
  }

  async function open(): Promise<string | undefined> {
    openAt = Number.NEGATIVE_INFINITY;
    const status = await vault.health();
    if (status === 0) return 'It does not answer.';
    if (status !== 200) {
      const { initialized } = await vault.call<{ initialized: boolean }>('GET', 'sys/init');
      if (initialized && existsSync(options.staySealedFile)) return sealedOnPurpose(options.staySealedFile);
      const keys = initialized ? keptKeys(keysFile) : await initialise();
      await vault.call('PUT', 'sys/unseal', { body: { key: keys.unsealKey } });
      // A single raft node elects itself some hundred milliseconds after it is unsealed.
      await patiently(mustBeActive, { patienceMs: 20_000, worthWaiting: () => true });
    }
    operator ??= await settle();
    openAt = performance.now();
    return undefined;
  }

  async function initialise(): Promise<Keys> {
    const body = { secret_shares: 1, secret_threshold: 1 };
    const made = await vault.call<{ keys_base64: string[]; root_token: string }>('PUT', 'sys/init', { body });
    const keys = { unsealKey: made.keys_base64[0] ?? '', rootToken: made.root_token };
    // Before anything is stored: without this file nothing in the vault could ever be read again.
    writePrivate(keysFile, JSON.stringify(keys));
    withdraw(rolesFolder, roles);
    return keys;
  }

  /** Once a life of this process: a new version may bring new policies. */
  async function settle() {
    const made = { vault, token: keptKeys(keysFile).rootToken, mount };
    await writeRoles(made);
    return made;
  }

  async function mustBeActive(): Promise<void> {
    if ((await vault.health()) !== 200) throw notActive();
  }

  return { vault, look };
}

const sealedOnPurpose = (file: string) => `It is sealed and left so while ${file} exists.`;

function keptKeys(keysFile: string): Keys {
  if (existsSync(keysFile)) return JSON.parse(readFileSync(keysFile, 'utf8')) as Keys;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage:
      `The vault is initialised, but its keys (${keysFile}) are gone, so it cannot be opened. Bring the file back, ` +
      'or remove the data of the vault to begin with an empty one: stored credentials are lost then.',
  });
}

const notActive = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: 'Vault was unsealed but did not become active within 20 s. Its log says why.',
  });
