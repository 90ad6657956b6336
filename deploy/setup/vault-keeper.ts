/**
 * Keeps the vault of the compose files usable: initialises it once, unseals it after each of its restarts, and hands
 * Aurora its AppRole as two files.
 *
 *   node deploy/setup/vault-keeper.ts            runs until it is stopped
 *   node deploy/setup/vault-keeper.ts --check    exit code 0 when the vault is open and the AppRole is there
 *
 * The unseal key lies in a volume that only this container has. Whoever can read that volume can open the vault: on a
 * machine that is shared, or in a real production, let the vault unseal itself by a cloud's KMS and leave the keeper out.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuroraError, errorText } from '../../platform/errors.ts';
import { type AppRole, logsIn, makeAppRole } from './app-role.ts';
import { type VaultApi, vaultApi } from './vault-api.ts';
import { patiently } from './wait.ts';

export type Keeper = {
  vault: VaultApi;
  mount: string;
  /** Unseal key and root token, mode 600. */
  keysFile: string;
  /** Where `VAULT_ROLE_ID` and `VAULT_SECRET_ID` are written, mode 600. */
  roleFolder: string;
};

type Keys = { unsealKey: string; rootToken: string };

/** One look: whatever the vault lacks to be usable is done. Safe to repeat, and to be killed in. */
export async function keepOpen(keeper: Keeper): Promise<void> {
  const { vault } = keeper;
  const status = await vault.health();
  if (status === 200 && readRole(keeper)) return;
  const { initialized } = await vault.call<{ initialized: boolean }>('GET', 'sys/init');
  const keys = initialized ? keptKeys(keeper) : await initialise(keeper);
  await vault.call('PUT', 'sys/unseal', { body: { key: keys.unsealKey } });
  // A single raft node elects itself some hundred milliseconds after it is unsealed.
  await patiently(() => mustBeActive(vault), { limitMs: 20_000, everyMs: 100 });
  const role = readRole(keeper);
  if (role && (await logsIn(vault, role))) return;
  writeRole(keeper, await makeAppRole(vault, keys.rootToken, keeper.mount));
}

export async function isUsable(keeper: Keeper): Promise<boolean> {
  return (await keeper.vault.health()) === 200 && readRole(keeper) !== undefined;
}

async function initialise({ vault, keysFile }: Keeper): Promise<Keys> {
  const body = { secret_shares: 1, secret_threshold: 1 };
  const made = await vault.call<{ keys_base64: string[]; root_token: string }>('PUT', 'sys/init', { body });
  const keys = { unsealKey: made.keys_base64[0] ?? '', rootToken: made.root_token };
  // Before anything is stored: without this file nothing in the vault could ever be read again.
  writePrivate(keysFile, JSON.stringify(keys));
  return keys;
}

function keptKeys({ keysFile }: Keeper): Keys {
  if (existsSync(keysFile)) return JSON.parse(readFileSync(keysFile, 'utf8')) as Keys;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage:
      `The vault is initialised, but its keys (${keysFile}) are gone, so it cannot be opened. Bring the volume of the ` +
      'keys back, or remove the volume of the vault to begin with an empty one: stored credentials are lost then.',
  });
}

async function mustBeActive(vault: VaultApi): Promise<void> {
  if ((await vault.health()) === 200) return;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: 'Vault was unsealed but did not become active within 20 s. Its log says why.',
  });
}

const roleFile = ({ roleFolder }: Keeper, name: 'VAULT_ROLE_ID' | 'VAULT_SECRET_ID') => join(roleFolder, name);

function readRole(keeper: Keeper): AppRole | undefined {
  const files = [roleFile(keeper, 'VAULT_ROLE_ID'), roleFile(keeper, 'VAULT_SECRET_ID')];
  if (!files.every(existsSync)) return undefined;
  const [roleId = '', secretId = ''] = files.map((file) => readFileSync(file, 'utf8'));
  return { roleId, secretId };
}

function writeRole(keeper: Keeper, { roleId, secretId }: AppRole): void {
  writePrivate(roleFile(keeper, 'VAULT_ROLE_ID'), roleId);
  writePrivate(roleFile(keeper, 'VAULT_SECRET_ID'), secretId);
}

/** By rename, so that whoever reads gets all of it or nothing. */
function writePrivate(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

async function main(): Promise<void> {
  const { VAULT_ADDR = 'http://vault:8200', VAULT_KV_MOUNT = 'aurora' } = process.env;
  const keeper: Keeper = {
    vault: vaultApi(VAULT_ADDR),
    mount: VAULT_KV_MOUNT,
    keysFile: '/var/lib/aurora/vault-keys/keys.json',
    roleFolder: '/var/lib/aurora/approle',
  };
  if (process.argv.includes('--check')) process.exit((await isUsable(keeper)) ? 0 : 1);
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => process.exit(0));
  for (let said = ''; ; await sleep(2000)) {
    const trouble = await keepOpen(keeper).then(() => 'The vault is open.', errorText);
    if (trouble !== said) console.log(trouble);
    said = trouble;
  }
}

if (import.meta.main) await main();
