/**
 * Makes the secrets of docker-compose.yaml: random, once, one file each, named for the variable it becomes.
 *
 *   node deploy/setup/secrets.ts FOLDER
 *
 * A file that is there stays as it is. The servers of other images read them as users of their own, so the files are
 * readable by everyone who has the volume: only containers that are given it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const random = [
  'POSTGRES_PASSWORD',
  'AURORA_OWNER_PASSWORD',
  'AURORA_APP_PASSWORD',
  'TEMPORAL_DB_PASSWORD',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'WEAVIATE_API_KEY',
  'AUTH_SECRET',
];

export function makeSecrets(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  // base64url has no character that a URL, an env file or a shell would read differently.
  for (const name of random) keepOrWrite(folder, name, () => randomBytes(32).toString('base64url'));
  const url = (role: string, password: string) => `postgresql://${role}:${password}@postgres:5432/aurora`;
  keepOrWrite(folder, 'DATABASE_URL', () => url('aurora_app', read('AURORA_APP_PASSWORD')));
  keepOrWrite(folder, 'DATABASE_OWNER_URL', () => url('aurora_owner', read('AURORA_OWNER_PASSWORD')));
}

/** By rename, so that a container that is killed leaves no half of a secret behind. */
function keepOrWrite(folder: string, name: string, value: () => string): void {
  const file = join(folder, name);
  if (existsSync(file)) return;
  writeFileSync(`${file}.tmp`, value(), { mode: 0o444 });
  renameSync(`${file}.tmp`, file);
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (!folder) throw new Error('Usage: node deploy/setup/secrets.ts FOLDER');
  makeSecrets(folder);
}
