/** Who a test's process is in the vault of the stack: as the API or the worker of users, or as whoever runs Aurora. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { roleIdFile, secretIdFile } from '../keeper/issue.ts';
import type { RoleName } from '../keeper/policies.ts';

/**
 * Settings of this role, found beside those of `tools`, which the environment names. Empty where the environment
 * brings a vault of its own with one role for all.
 */
export function envOfRole(role: RoleName): { VAULT_ROLE_ID: string; VAULT_SECRET_ID_FILE: string } | undefined {
  const { VAULT_SECRET_ID_FILE: own } = process.env;
  if (!own) return undefined;
  const folder = dirname(dirname(own));
  const file = roleIdFile(folder, role);
  if (!existsSync(file)) return undefined;
  return { VAULT_ROLE_ID: readFileSync(file, 'utf8'), VAULT_SECRET_ID_FILE: secretIdFile(folder, role) };
}
