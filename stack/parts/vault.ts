/** OpenBao, which speaks Vault's API: raft storage, initialised and unsealed here, one AppRole for the product. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';
import { readJson, writeWhole } from '../files.ts';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus, until } from '../probe.ts';
import { baoBinary } from '../python.ts';
import { makeAppRole } from './vault-app-role.ts';

/** `roleId` and `secretId` are the product's; the other two never leave this folder. */
export type VaultKeys = { unsealKey: string; rootToken: string; roleId?: string; secretId?: string };

const folderOf = (context: StackContext) => join(context.layout.dataDir, 'vault');
const keysFile = (context: StackContext) => join(context.layout.dataDir, 'vault-keys.json');
export const vaultUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'vault')}`;

async function prepare(context: StackContext): Promise<undefined> {
  mkdirSync(join(folderOf(context), 'raft'), { recursive: true, mode: 0o700 });
  writeWhole(join(folderOf(context), 'config.json'), JSON.stringify(serverConfig(context), null, 2), 0o600);
  return undefined;
}

function serverConfig(context: StackContext) {
  return {
    storage: { raft: { path: join(folderOf(context), 'raft'), node_id: 'aurora', performance_multiplier: '1' } },
    listener: { tcp: { address: `127.0.0.1:${portOf(context, 'vault')}`, tls_disable: true } },
    api_addr: vaultUrl(context),
    cluster_addr: `https://127.0.0.1:${portOf(context, 'vault-cluster')}`,
    log_level: 'warn',
  };
}

/**
 * @throws AuroraError with Vault's own words
 */
export async function callVault<T = unknown>(
  context: StackContext,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<T> {
  const answer = await fetch(`${vaultUrl(context)}/v1/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { 'x-vault-token': token }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: answer.status >= 500,
    userMessage: `Vault answered ${answer.status} to ${method} ${path}: ${text.slice(0, 300)}`,
  });
}

/** Status 501 is "not initialised", 503 "sealed": both mean that the server answers. */
const answers = async (context: StackContext) => (await httpStatus(`${vaultUrl(context)}/v1/sys/health`)) > 0;

const isActive = async (context: StackContext) => (await httpStatus(`${vaultUrl(context)}/v1/sys/health`)) === 200;

async function settle(context: StackContext): Promise<void> {
  const { initialized } = await callVault<{ initialized: boolean }>(context, 'GET', 'sys/init');
  const keys = initialized ? keptKeys(context) : await initialise(context);
  await callVault(context, 'PUT', 'sys/unseal', { body: { key: keys.unsealKey } });
  // A single raft node elects itself some hundred milliseconds after it is unsealed.
  if (!(await until(() => isActive(context), 20_000, context.signal))) throw notActive();
  const role = await makeAppRole(context, keys);
  writeKeys(context, { ...keys, ...role });
}

async function initialise(context: StackContext): Promise<VaultKeys> {
  const made = await callVault<{ keys_base64: string[]; root_token: string }>(context, 'PUT', 'sys/init', {
    body: { secret_shares: 1, secret_threshold: 1 },
  });
  const keys = { unsealKey: made.keys_base64[0] ?? '', rootToken: made.root_token };
  // Before anything is stored: without this file nothing in the vault could ever be read again.
  writeKeys(context, keys);
  return keys;
}

function keptKeys(context: StackContext): VaultKeys {
  const keys = readJson<VaultKeys>(keysFile(context));
  if (keys) return keys;
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage:
      `The vault in ${folderOf(context)} is initialised, but its keys (${keysFile(context)}) are gone, so it cannot be ` +
      'opened. Put the file back, or remove the folder to begin with an empty vault: stored credentials are lost then.',
  });
}

function writeKeys(context: StackContext, keys: VaultKeys): void {
  writeWhole(keysFile(context), `${JSON.stringify(keys, null, 2)}\n`, 0o600);
}

const notActive = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: 'Vault was unsealed but did not become active within 20 s. Its log says why.',
  });

export const vault: Part = {
  name: 'vault',
  title: 'OpenBao (Vault)',
  replacedBy: 'VAULT_ADDR',
  needs: ['python'],
  ports: { vault: 8200, 'vault-cluster': 8201 },
  prepare,
  command: (context) => ({
    file: baoBinary(),
    args: ['server', `-config=${join(folderOf(context), 'config.json')}`],
    // The CLI would otherwise ask a vault of the user's own.
    env: { BAO_ADDR: vaultUrl(context), VAULT_ADDR: vaultUrl(context) },
  }),
  ready: answers,
  settle,
  version: async () => /v([\d.]+)/.exec((await execa(baoBinary(), ['version'])).stdout)?.[1],
  env: (context) => {
    const keys = existsSync(keysFile(context)) ? readJson<VaultKeys>(keysFile(context)) : undefined;
    return {
      VAULT_ADDR: vaultUrl(context),
      VAULT_KV_MOUNT: 'aurora',
      ...(keys?.roleId && keys.secretId && { VAULT_ROLE_ID: keys.roleId, VAULT_SECRET_ID: keys.secretId }),
    };
  },
  url: vaultUrl,
  stop: { signal: 'SIGTERM', withinMs: 10_000 },
};
