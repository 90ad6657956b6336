/** Finds the program that does the work: HashiCorp's `terraform` or OpenTofu's `tofu`. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { AuroraError } from '../../platform/errors.ts';

export type TerraformBinary = {
  /** Absolute. */
  path: string;
  product: 'terraform' | 'tofu';
  /** Such as 1.11.4. */
  version: string;
};

/** S3 state locks without DynamoDB (`use_lockfile`) and `init -lockfile=readonly` need these. */
const oldest = { terraform: [1, 10], tofu: [1, 10] } as const;

/**
 * @param configured an absolute path or a name on PATH (TERRAFORM_BIN); else `terraform`, then `tofu`
 * @throws AuroraError `terraform_missing` that says where was looked and what to do
 */
export async function findTerraform(
  configured?: string,
  searchPath = process.env.PATH ?? '',
): Promise<TerraformBinary> {
  const names = configured ? [configured] : ['terraform', 'tofu'];
  for (const name of names) {
    const path = await locate(name, searchPath);
    if (path) return describe(path);
  }
  throw missing(
    configured
      ? `TERRAFORM_BIN names "${configured}", and there is no such program.`
      : 'Neither terraform nor tofu is on PATH.',
  );
}

async function locate(name: string, searchPath: string): Promise<string | null> {
  const candidates = isAbsolute(name)
    ? [name]
    : searchPath
        .split(delimiter)
        .filter(isAbsolute)
        .map((dir) => join(dir, name));
  for (const candidate of candidates) {
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return null;
}

/** Asking a program for its version takes a tenth of a second, three times a run. It answers the same until it is replaced. */
const described = new Map<string, Promise<TerraformBinary>>();

async function describe(path: string): Promise<TerraformBinary> {
  const { mtimeMs, size, ino } = await stat(path);
  const key = [path, mtimeMs, size, ino].join(':');
  const known = described.get(key);
  if (known) return known;
  const asked = ask(path);
  described.set(key, asked);
  asked.catch(() => described.delete(key));
  return asked;
}

async function ask(path: string): Promise<TerraformBinary> {
  const env = { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', HOME: '/nonexistent' };
  const answer = await execa(path, ['version', '-json'], { env, extendEnv: false, reject: false, timeout: 20_000 });
  const version = readVersion(answer.stdout);
  if (!version) throw missing(`"${path}" does not answer "version -json" as Terraform does.`);
  const text = await execa(path, ['version'], { env, extendEnv: false, reject: false, timeout: 20_000 });
  const product = text.stdout.startsWith('OpenTofu') ? 'tofu' : 'terraform';
  const [major, minor] = oldest[product];
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  if (haveMajor < major || (haveMajor === major && haveMinor < minor))
    throw missing(`"${path}" is ${product} ${version}, and ${major}.${minor} or newer is needed.`);
  return { path, product, version };
}

function readVersion(json: unknown): string | null {
  try {
    const parsed = JSON.parse(String(json)) as { terraform_version?: unknown };
    return typeof parsed.terraform_version === 'string' ? parsed.terraform_version : null;
  } catch {
    return null;
  }
}

const missing = (what: string) =>
  new AuroraError({
    code: 'terraform_missing',
    retryable: false,
    userMessage: `${what} Plans and applies cannot run on this worker until Terraform 1.10 or newer (or OpenTofu) is installed, or TERRAFORM_BIN points to it.`,
  });
