/** Proves that the provider programs on disk are the ones of the lock file, reading each package once per machine. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AuroraError } from '../../platform/errors.ts';
import { type LockedProvider, parseLockFile } from './provider-lock.ts';

/**
 * @param dataDir Terraform's TF_DATA_DIR after `init`
 * @param cacheDir where checked packages are remembered by path, inode, sizes and times; null: read every time
 * @throws AuroraError `terraform_failed` when a package differs from every checksum of its kind
 */
export async function verifyPackages(dataDir: string, lockFile: string, cacheDir: string | null): Promise<void> {
  for (const provider of parseLockFile(lockFile)) {
    const wanted = provider.hashes.filter((hash) => hash.startsWith('h1:'));
    const folder = await packageFolder(dataDir, provider);
    const hash = await rememberedHash(folder, cacheDir);
    if (!wanted.includes(hash)) throw differs(provider);
  }
}

/** `init` links or unpacks each package to providers/HOST/NAMESPACE/TYPE/VERSION/PLATFORM. */
async function packageFolder(dataDir: string, { address, version }: LockedProvider): Promise<string> {
  const parent = join(dataDir, 'providers', ...address.split('/'), version);
  const [platform] = await readdir(parent).catch(() => []);
  if (platform) return realpath(join(parent, platform));
  throw new AuroraError({
    code: 'terraform_failed',
    retryable: true,
    userMessage: `The provider ${address} ${version} was not installed. Plan again.`,
  });
}

async function rememberedHash(folder: string, cacheDir: string | null): Promise<string> {
  const before = await fingerprint(folder);
  if (!cacheDir) return packageHash(folder);
  const memo = join(cacheDir, 'packages', `${createHash('sha256').update(`${folder}\n${before}`).digest('hex')}.txt`);
  const known = await readFile(memo, 'utf8').catch(() => '');
  if (known.startsWith('h1:')) return known;
  const hash = await packageHash(folder);
  // Written to only while nobody else did: a package that changes under our eyes is not remembered.
  if ((await fingerprint(folder)) === before) await writeAtomically(memo, hash);
  return hash;
}

export async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Changes whenever a file is replaced or written: inode, size, and both times in nanoseconds. */
async function fingerprint(folder: string): Promise<string> {
  const lines = (await listFiles(folder)).map(async (name) => {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(join(folder, name), { bigint: true });
    return `${name} ${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  });
  return (await Promise.all(lines)).join('\n');
}

/** The "h1" of a directory: SHA-256 over "hash  name" lines in order, base64 (golang.org/x/mod/sumdb/dirhash, Hash1). */
export async function packageHash(folder: string): Promise<string> {
  const total = createHash('sha256');
  for (const name of await listFiles(folder)) total.update(`${await fileHash(join(folder, name))}  ${name}\n`);
  return `h1:${total.digest('base64')}`;
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const differs = ({ address, version }: LockedProvider) =>
  new AuroraError({
    code: 'terraform_failed',
    retryable: false,
    userMessage: `The installed provider ${address} ${version} is not the one of the lock file: its checksum differs. Nothing was run with it. Check where this worker gets its providers from.`,
    details: { provider: address, version },
  });
