/** What Aurora may do in the vault: its own key-value store, nothing else. */
import type { VaultApi } from './vault-api.ts';

export type AppRole = { roleId: string; secretId: string };

const policyOf = (mount: string) =>
  ['data', 'metadata', 'delete', 'undelete', 'destroy']
    .map((kind) => `path "${mount}/${kind}/*" { capabilities = ["create", "read", "update", "delete", "list"] }`)
    .join('\n');

/** The same as stack/parts/vault-app-role.ts makes on a machine without Docker. Safe to repeat. */
export async function makeAppRole(vault: VaultApi, token: string, mount: string): Promise<AppRole> {
  const mounts = await vault.call<Record<string, unknown>>('GET', 'sys/mounts', { token });
  if (!mounts[`${mount}/`]) {
    await vault.call('POST', `sys/mounts/${mount}`, { token, body: { type: 'kv', options: { version: '2' } } });
  }
  const auths = await vault.call<Record<string, unknown>>('GET', 'sys/auth', { token });
  if (!auths['approle/']) await vault.call('POST', 'sys/auth/approle', { token, body: { type: 'approle' } });
  await vault.call('POST', 'sys/policies/acl/aurora', { token, body: { policy: policyOf(mount) } });
  await vault.call('POST', 'auth/approle/role/aurora', {
    token,
    body: {
      token_policies: ['aurora'],
      token_ttl: '1h',
      token_max_ttl: '24h',
      secret_id_ttl: '0',
      secret_id_num_uses: 0,
    },
  });
  const role = await vault.call<{ data: { role_id: string } }>('GET', 'auth/approle/role/aurora/role-id', { token });
  const secret = await vault.call<{ data: { secret_id: string } }>('POST', 'auth/approle/role/aurora/secret-id', {
    token,
  });
  return { roleId: role.data.role_id, secretId: secret.data.secret_id };
}

export async function logsIn(vault: VaultApi, { roleId, secretId }: AppRole): Promise<boolean> {
  try {
    await vault.call('POST', 'auth/approle/login', { body: { role_id: roleId, secret_id: secretId } });
    return true;
  } catch {
    return false;
  }
}
