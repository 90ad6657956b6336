/** Random secrets of one checkout: made once, kept over restarts, readable by their owner alone. */
import { randomBytes } from 'node:crypto';
import { readJson, writeWhole } from './files.ts';

const names = [
  'postgresSuperuser',
  'postgresOwner',
  'postgresApp',
  's3AccessKeyId',
  's3SecretAccessKey',
  'authSecret',
  'weaviateKey',
] as const;

export type Secrets = Record<(typeof names)[number], string>;

/** @param file created with mode 600; a secret that is missing in it is added */
export function loadSecrets(file: string): Secrets {
  const kept = readJson<Partial<Secrets>>(file) ?? {};
  const missing = names.filter((name) => !kept[name]);
  // base64url has no character that a URL, an env file or a shell would read differently.
  const made = Object.fromEntries(missing.map((name) => [name, randomBytes(32).toString('base64url')]));
  const secrets = { ...kept, ...made } as Secrets;
  if (missing.length > 0) writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}
