/** The official release of Terraform, for machines that have neither terraform nor tofu. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { AuroraError, errorText } from '../../platform/errors.ts';
import type { StackContext } from '../part.ts';
import { findPython } from '../python.ts';
import { terraformSums, terraformVersion } from '../versions.ts';

export type Release = { base: string; version: string; sums: Record<string, string> };

const official: Release = {
  base: 'https://releases.hashicorp.com/terraform',
  version: terraformVersion,
  sums: terraformSums,
};

/**
 * @returns the path of the binary in the user's cache
 * @throws AuroraError `terraform_missing` that says what to do instead
 */
export async function fetchTerraform(
  context: Pick<StackContext, 'layout' | 'note' | 'signal'>,
  { base, version, sums }: Release = official,
): Promise<string> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const folder = join(context.layout.cacheDir, 'terraform', `${version}-${platform}`);
  const file = join(folder, 'terraform');
  if (existsSync(file)) return file;
  const wanted = sums[platform];
  if (!wanted) throw missing(`there is no pinned release for ${platform}`);
  context.note('terraform', `fetches the official release ${version} (about 27 MB, once)`);
  const archive = await download(`${base}/${version}/terraform_${version}_${platform}.zip`, context.signal);
  const got = createHash('sha256').update(archive).digest('hex');
  // Before anything of it is unpacked or run.
  if (got !== wanted) throw missing(`what was fetched is not the pinned release (SHA-256 ${got})`);
  await unpack(archive, folder);
  return file;
}

async function download(url: string, signal: AbortSignal): Promise<Buffer> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(180_000)]) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    throw missing(`the official release could not be fetched from ${new URL(url).host} (${errorText(error)})`);
  }
}

/** By Python's zipfile: Node has none, and `unzip` is not on every machine. */
async function unpack(archive: Buffer, folder: string): Promise<void> {
  const python = await findPython();
  if (!python) throw missing('its archive cannot be unpacked without Python');
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  try {
    const zip = join(temporary, 'release.zip');
    writeFileSync(zip, archive);
    await execa(python.file, ['-m', 'zipfile', '-e', zip, temporary]);
    rmSync(zip);
    chmodSync(join(temporary, 'terraform'), 0o755);
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const missing = (reason: string) =>
  new AuroraError({
    code: 'terraform_missing',
    retryable: false,
    userMessage: `Neither terraform nor tofu is on PATH, and ${reason}. Plans and applies cannot run until one is installed.`,
  });
