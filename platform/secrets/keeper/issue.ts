/**
 * Secret ids as files, one folder a role: `{folder}/{role}/VAULT_ROLE_ID` and `VAULT_SECRET_ID`, both mode 600.
 *
 * A process takes its secret id by removing the file, and a fresh one is laid out for its next start. One that lies
 * there is renewed at half its life, so that a start at any time finds a good one.
 */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RoleName } from './policies.ts';
import { newSecretId, type Operator, readRoleId, secretIdSeconds } from './roles.ts';

export const roleIdFile = (folder: string, role: RoleName) => join(folder, role, 'VAULT_ROLE_ID');
export const secretIdFile = (folder: string, role: RoleName) => join(folder, role, 'VAULT_SECRET_ID');

/** Lays out what is missing or old. */
export async function issue(operator: Operator, folder: string, roles: RoleName[]): Promise<void> {
  for (const role of roles.filter((candidate) => isDue(folder, candidate))) {
    writePrivate(roleIdFile(folder, role), await readRoleId(operator, role));
    writePrivate(secretIdFile(folder, role), await newSecretId(operator, role));
  }
}

export const isDue = (folder: string, role: RoleName): boolean =>
  ageInSeconds(roleIdFile(folder, role)) === Number.POSITIVE_INFINITY ||
  ageInSeconds(secretIdFile(folder, role)) > secretIdSeconds / 2;

/** Of another vault, or of roles that were made anew: nobody shall take them. */
export function withdraw(folder: string, roles: RoleName[]): void {
  for (const role of roles) for (const file of [roleIdFile, secretIdFile]) rmSync(file(folder, role), { force: true });
}

function ageInSeconds(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? (Date.now() - stats.mtimeMs) / 1000 : Number.POSITIVE_INFINITY;
}

/** By rename, so that whoever reads gets all of it or nothing. */
export function writePrivate(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}
