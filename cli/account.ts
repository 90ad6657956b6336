/**
 * Which Aurora, and with which token: from AURORA_URL and AURORA_TOKEN, or as `aurora login` keeps it in
 * `$XDG_CONFIG_HOME/aurora/cli.json`, readable by its owner alone.
 */
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodes, Failure } from './failures.ts';

export type Account = { url: string; token: string };
export type Environment = Record<string, string | undefined>;

export const defaultUrl = 'http://127.0.0.1:5080';

export const accountFile = ({ XDG_CONFIG_HOME, HOME }: Environment): string =>
  join(XDG_CONFIG_HOME || join(HOME || homedir(), '.config'), 'aurora', 'cli.json');

/**
 * The kept token goes to the address that it was kept with, and to no other.
 *
 * @throws Failure with exit code 3 where there is no token
 */
export async function findAccount(environment: Environment): Promise<Account> {
  const kept = await keptAccount(environment);
  const url = environment.AURORA_URL ? cleanUrl(environment.AURORA_URL) : (kept?.url ?? defaultUrl);
  const token = environment.AURORA_TOKEN || (kept?.url === url ? kept.token : undefined);
  if (token) return { url, token };
  throw new Failure(
    `There is no token for ${url}. Run "aurora login", or set AURORA_URL and AURORA_TOKEN. Tokens are made in Aurora under Settings.`,
    exitCodes.signedOut,
  );
}

export async function keptAccount(environment: Environment): Promise<Account | undefined> {
  const file = accountFile(environment);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new Failure(`${file} cannot be read: ${error.message}.`);
  });
  if (text === undefined) return undefined;
  try {
    const { url, token } = JSON.parse(text) as Partial<Account>;
    if (typeof url === 'string' && typeof token === 'string') return { url, token };
  } catch {
    // Said below.
  }
  throw new Failure(`${file} is not what "aurora login" writes. Remove it and log in again.`);
}

/** Whole or not at all, and never for a moment readable by others. @returns the file */
export async function keepAccount(environment: Environment, account: Account): Promise<string> {
  const file = accountFile(environment);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(draft, 0o600);
  await rename(draft, file);
  return file;
}

export async function forgetAccount(environment: Environment): Promise<void> {
  await rm(accountFile(environment), { force: true });
}

/** @throws Failure with exit code 2 for what is no address */
export function cleanUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Failure(`"${given}" is no address of Aurora's API, such as ${defaultUrl}.`, exitCodes.usage);
  }
  return `${url.origin}${url.pathname.replace(/\/+$|\/api\/v1\/?$/g, '')}`;
}

/** Over plain HTTP anybody on the way can read the token. */
export const isExposed = (url: string): boolean =>
  url.startsWith('http:') && !['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
