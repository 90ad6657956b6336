/**
 * `npm run audit:verify [-- --org slug] [--json] [--keys keys.json] [--file export.jsonl]`
 *
 * Exit code 0: whole. 1: a log is not as it was written, and the first entry of it is named. 2: it could not look.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Database, inOrg, openDatabase } from '../../db/client.ts';
import { organisations } from '../../db/schema/index.ts';
import { publicKeys } from '../../platform/audit/keys.ts';
import { type KnownKeys, knownKeys, PublicKey } from '../../platform/audit/statement.ts';
import { readConfig } from '../../platform/config.ts';
import { AuroraError, errorText, notFound } from '../../platform/errors.ts';
import { makeStorage, type Storage } from '../../platform/storage/s3.ts';
import { lineOf, type Named, sumOf } from './report.ts';
import { orgsToVerify, type Places, verifyOrg } from './verify.ts';
import { verifyFile } from './verify-file.ts';

type Options = { org?: string; file?: string; keys?: string; json?: boolean };
type Told = (verdict: Named) => void;

/** What the API answers at `/audit/keys`, or its list alone. */
const KeysFile = z.union([z.object({ items: z.array(PublicKey) }).transform(({ items }) => items), z.array(PublicKey)]);

async function main(given: string[]): Promise<number> {
  const options = optionsOf(given);
  const tell = (text: string) => process.stdout.write(text);
  const verdicts: Named[] = [];
  const told: Told = (verdict) => {
    verdicts.push(verdict);
    if (!options.json) tell(lineOf(verdict));
  };
  await (options.file === undefined ? verifyDatabase(options, told) : verifyExport(options.file, options, told));
  tell(options.json ? `${JSON.stringify(verdicts, null, 2)}\n` : sumOf(verdicts));
  return verdicts.some(({ fault }) => fault !== null) ? 1 : 0;
}

function optionsOf(given: string[]): Options {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: given, options: { org: text, file: text, keys: text, json: { type: 'boolean' } } }).values;
  } catch (error) {
    throw badUse(`${errorText(error)} Usage: npm run audit:verify [-- --org SLUG --json --keys FILE --file FILE]`);
  }
}

async function verifyExport(path: string, options: Options, told: Told): Promise<void> {
  if (options.keys === undefined) throw badUse('--file needs --keys: the public keys, as /audit/keys answers them.');
  const verdict = await verifyFile(path, await keysFrom(options.keys));
  if (!verdict.fault && !verdict.signed) {
    throw badUse('There is no checkpoint in the file, so that nothing proves that it is what was written.');
  }
  told(verdict);
}

async function verifyDatabase(options: Options, told: Told): Promise<void> {
  const config = readConfig();
  const storage = makeStorage(config);
  const db = openDatabase(config.DATABASE_URL, { name: 'aurora-audit-verify', max: 2 });
  try {
    const keys = options.keys === undefined ? await keysIn(storage, options) : await keysFrom(options.keys);
    for (const { orgId, slug } of await chosen({ db, storage }, options.org)) {
      told({ ...(await verifyOrg({ db, storage }, keys, orgId)), slug });
    }
  } finally {
    storage.close();
    await db.close();
  }
}

async function chosen(places: Places, org: string | undefined): Promise<{ orgId: string; slug: string | undefined }[]> {
  const all: { orgId: string; slug: string | undefined }[] = [];
  for (const orgId of await orgsToVerify(places)) all.push({ orgId, slug: await slugOf(places.db, orgId) });
  const found = org === undefined ? all : all.filter(({ orgId, slug }) => orgId === org || slug === org);
  if (org !== undefined && found.length === 0) throw notFound('audit log');
  return found;
}

const slugOf = (db: Database, orgId: string): Promise<string | undefined> =>
  inOrg(db, { orgId }, async (tx) => {
    const [org] = await tx.select({ slug: organisations.slug }).from(organisations).limit(1);
    return org?.slug;
  });

/** Said aloud: whoever could write to the object storage could have put a key of their own there. */
async function keysIn(storage: Storage, { json }: Options) {
  const keys = knownKeys(await publicKeys(storage));
  if (!json) for (const [keyId, key] of keys) process.stdout.write(`trusts ${keyId} ${fingerprint(key)}\n`);
  return keys;
}

const fingerprint = (key: KeyObject): string =>
  `SHA256:${createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('base64')}`;

async function keysFrom(path: string): Promise<KnownKeys> {
  const parsed = KeysFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw badUse('The file of --keys does not hold public keys as /audit/keys answers them.');
  return knownKeys(parsed.data);
}

const badUse = (userMessage: string) => new AuroraError({ code: 'bad_request', retryable: false, userMessage });

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const text = error instanceof AuroraError ? error.userMessage : errorText(error);
  process.stderr.write(`The audit log could not be looked at: ${text}\n`);
  process.exitCode = 2;
}
