/** What the product may do in the vault: its own key-value store, nothing else. */
import type { StackContext } from '../part.ts';
import { callVault, type VaultKeys } from './vault.ts';

const policy = ['data', 'metadata', 'delete', 'undelete', 'destroy']
  .map((kind) => `path "aurora/${kind}/*" { capabilities = ["create", "read", "update", "delete", "list"] }`)
  .join('\n');

/** @returns role and secret id: the kept ones when they still log in, else new ones */
export async function makeAppRole(
  context: StackContext,
  keys: VaultKeys,
): Promise<{ roleId: string; secretId: string }> {
  if (keys.roleId && keys.secretId && (await logsIn(context, keys.roleId, keys.secretId))) {
    return { roleId: keys.roleId, secretId: keys.secretId };
  }
  const token = keys.rootToken;
  const call = <T>(method: 'GET' | 'POST', path: string, body?: unknown) =>
    callVault<T>(context, method, path, { token, body });

  const mounts = await call<Record<string, unknown>>('GET', 'sys/mounts');
  if (!mounts['aurora/']) await call('POST', 'sys/mounts/aurora', { type: 'kv', options: { version: '2' } });
  const auths = await call<Record<string, unknown>>('GET', 'sys/auth');
  if (!auths['approle/']) await call('POST', 'sys/auth/approle', { type: 'approle' });
  await call('POST', 'sys/policies/acl/aurora', { policy });
  await call('POST', 'auth/approle/role/aurora', {
    token_policies: ['aurora'],
    token_ttl: '1h',
    token_max_ttl: '24h',
    secret_id_ttl: '0',
    secret_id_num_uses: 0,
  });
  const role = await call<{ data: { role_id: string } }>('GET', 'auth/approle/role/aurora/role-id');
  const secret = await call<{ data: { secret_id: string } }>('POST', 'auth/approle/role/aurora/secret-id');
  return { roleId: role.data.role_id, secretId: secret.data.secret_id };
}

async function logsIn(context: StackContext, roleId: string, secretId: string): Promise<boolean> {
  try {
    await callVault(context, 'POST', 'auth/approle/login', { body: { role_id: roleId, secret_id: secretId } });
    return true;
  } catch {
    return false;
  }
}
