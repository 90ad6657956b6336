/** OpenBao, which speaks Vault's API: raft storage, kept open here, one AppRole for each process of the product. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { roleIdFile, secretIdFile } from '../../platform/secrets/keeper/issue.ts';
import { type Keeper, makeKeeper } from '../../platform/secrets/keeper/keeper.ts';
import type { RoleName } from '../../platform/secrets/keeper/policies.ts';
import type { Env } from '../env-file.ts';
import { writeWhole } from '../files.ts';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { baoBinary } from '../python.ts';

const folderOf = (context: StackContext) => join(context.layout.dataDir, 'vault');
const rolesFolder = (context: StackContext) => join(context.layout.dataDir, 'approle');
export const vaultUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'vault')}`;

async function prepare(context: StackContext): Promise<undefined> {
  mkdirSync(join(folderOf(context), 'raft'), { recursive: true, mode: 0o700 });
  writeWhole(join(folderOf(context), 'config.json'), JSON.stringify(serverConfig(context), null, 2), 0o600);
  // Its port may be another one than at the last start.
  keepers.delete(context);
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

const keepers = new WeakMap<StackContext, Keeper>();

function keeperOf(context: StackContext): Keeper {
  const kept = keepers.get(context);
  if (kept) return kept;
  const { dataDir } = context.layout;
  const keeper = makeKeeper({
    address: vaultUrl(context),
    mount: 'aurora',
    keysFile: join(dataDir, 'vault-keys.json'),
    staySealedFile: join(dataDir, 'vault-stay-sealed'),
    rolesFolder: rolesFolder(context),
    roles: ['api', 'worker', 'tools'],
  });
  keepers.set(context, keeper);
  return keeper;
}

/** Who a process is in the vault. Empty for a vault of the person's own, whose role is in the settings. */
export function vaultRole(context: StackContext, role: RoleName): Env {
  const file = roleIdFile(rolesFolder(context), role);
  if (context.wishes.VAULT_ADDR || !existsSync(file)) return {};
  return {
    VAULT_ROLE_ID: readFileSync(file, 'utf8'),
    VAULT_SECRET_ID_FILE: secretIdFile(rolesFolder(context), role),
  };
}

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
  // 501 is "not initialised", 503 "sealed": both mean that the server answers.
  ready: async (context) => (await httpStatus(`${vaultUrl(context)}/v1/sys/health`)) > 0,
  settle: async (context) => {
    await keeperOf(context).look();
  },
  tend: (context) => keeperOf(context).look(),
  version: async () => /v([\d.]+)/.exec((await execa(baoBinary(), ['version'])).stdout)?.[1],
  env: (context) => ({
    VAULT_ADDR: vaultUrl(context),
    VAULT_KV_MOUNT: 'aurora',
    // For scripts and tests. API and worker are started with roles of their own.
    ...vaultRole(context, 'tools'),
  }),
  url: vaultUrl,
  stop: { signal: 'SIGTERM', withinMs: 10_000 },
};
