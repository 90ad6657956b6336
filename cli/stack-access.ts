/** Finds the running stack of this checkout, or starts it, and signs the demo's own account in. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type ApiClient, ApiProblem, makeApiClient } from './api-client.ts';

const root = new URL('..', import.meta.url).pathname;
const dataDir = process.env.AURORA_DATA_DIR ?? join(root, '.aurora');

async function apiUrl(): Promise<string> {
  const file = join(dataDir, 'env');
  const env = existsSync(file) ? parseEnv(await readFile(file, 'utf8')) : {};
  return env.API_URL ?? process.env.API_URL ?? 'http://127.0.0.1:5080';
}

/** What `npm start` prints goes to standard error, so that standard output stays the demo's own. */
function startStack(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'stack/bootstrap.mjs'), 'start'], { stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    // Whatever failed has been said on the screen. The demo needs the API alone: pages that do not build are no hindrance.
    child.on('exit', () => resolve());
  });
}

/** By its supervisor: another checkout's API may answer at the address that ours had. */
async function isOurStackUp(): Promise<boolean> {
  const file = join(dataDir, 'stack.json');
  if (!existsSync(file)) return false;
  const { supervisor } = JSON.parse(await readFile(file, 'utf8')) as { supervisor?: { pid?: number } };
  try {
    return supervisor?.pid !== undefined && process.kill(supervisor.pid, 0);
  } catch {
    return false;
  }
}

export async function reachApi(): Promise<ApiClient> {
  const running = makeApiClient(await apiUrl());
  if ((await isOurStackUp()) && (await running.isUp())) return running;
  await startStack();
  const api = makeApiClient(await apiUrl());
  if (await api.isUp()) return api;
  throw new Error(`The API does not answer at ${api.apiUrl}. "npm run status" tells what runs.`);
}

type Account = { email: string; password: string };

/** The demo's account is made once per checkout and kept where only its owner can read it. */
export async function signInDemo(api: ApiClient): Promise<void> {
  const file = join(dataDir, 'demo-account.json');
  if (existsSync(file)) {
    const account = JSON.parse(await readFile(file, 'utf8')) as Account;
    try {
      await api.signIn('/auth/sign-in', account);
      return;
    } catch (error) {
      // A database that was wiped does not know the account any more: make a new one.
      if (!(error instanceof ApiProblem) || error.problem.code !== 'unauthenticated') throw error;
    }
  }
  const account = {
    email: `demo-${randomBytes(4).toString('hex')}@aurora.example`,
    password: randomBytes(18).toString('base64url'),
  };
  await api.signIn('/auth/register', { ...account, name: 'Demo', organisation: 'Demo' });
  await writeFile(file, JSON.stringify(account), { mode: 0o600 });
}
