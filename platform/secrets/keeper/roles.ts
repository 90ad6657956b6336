/** What the vault has to hold before Aurora can use it: the store, the policies and one AppRole a process. */
import { patiently } from '../patience.ts';
import { nameOf, policies, type RoleName, renderPolicy } from './policies.ts';
import type { VaultApi } from './vault-api.ts';

/** A secret id that nobody took is worth nothing after this long. */
export const secretIdSeconds = 600;

/**
 * Versions of a secret that are kept. Keys are versions too: what only an older one decrypts is lost with it, so this
 * is far above what credentials need.
 */
const maxVersions = 100;

/** A token lives as long as its process renews it, and this long without: a Vault that is away for less changes nothing. */
const tokenPeriod = '1h';

/** One role for both processes, with a secret id without an end: what versions before these roles made. */
const retired = 'aurora';

export type Operator = { vault: VaultApi; token: string; mount: string };

/** Safe to repeat: it brings an older vault to what this version needs. */
export async function writeRoles({ vault, token, mount }: Operator): Promise<void> {
  const mounts = await vault.call<Record<string, unknown>>('GET', 'sys/mounts', { token });
  if (!mounts[`${mount}/`]) {
    await vault.call('POST', `sys/mounts/${mount}`, { token, body: { type: 'kv', options: { version: '2' } } });
  }
  // A new store of this kind answers 400 for a moment, while it makes itself ready for versions.
  const configure = () => vault.call('POST', `${mount}/config`, { token, body: { max_versions: maxVersions } });
  await patiently(configure, { patienceMs: 10_000, worthWaiting: () => true });
  const auths = await vault.call<Record<string, unknown>>('GET', 'sys/auth', { token });
  if (!auths['approle/']) await vault.call('POST', 'sys/auth/approle', { token, body: { type: 'approle' } });
  for (const role of Object.keys(policies) as RoleName[]) {
    const name = nameOf(role);
    await vault.call('POST', `sys/policies/acl/${name}`, { token, body: { policy: renderPolicy(role, mount) } });
    await vault.call('POST', `auth/approle/role/${name}`, { token, body: settingsOf(role) });
  }
  await vault.call('DELETE', `auth/approle/role/${retired}`, { token });
  await vault.call('DELETE', `sys/policies/acl/${retired}`, { token });
}

export const settingsOf = (role: RoleName) => ({
  token_policies: [nameOf(role)],
  token_period: tokenPeriod,
  secret_id_num_uses: 1,
  secret_id_ttl: `${secretIdSeconds}s`,
});

export async function readRoleId({ vault, token }: Operator, role: RoleName): Promise<string> {
  const path = `auth/approle/role/${nameOf(role)}/role-id`;
  return (await vault.call<{ data: { role_id: string } }>('GET', path, { token })).data.role_id;
}

/** @returns a secret id that is good for one log-in */
export async function newSecretId({ vault, token }: Operator, role: RoleName): Promise<string> {
  const path = `auth/approle/role/${nameOf(role)}/secret-id`;
  return (await vault.call<{ data: { secret_id: string } }>('POST', path, { token })).data.secret_id;
}
