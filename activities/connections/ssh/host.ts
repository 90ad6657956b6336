/** One host: which key it shows, whether it lets us in, and what a fixed, harmless command says. Never anything else. */
import { createHash } from 'node:crypto';
import ssh from 'ssh2';
import { AuroraError } from '../../../platform/errors.ts';
import { errorName } from '../../inventory/cloud-failures.ts';

const readyMs = 15_000;
const mostOutput = 2_000;
/** Who we are there, and on what. */
const command = 'id -un; uname -sr';

/** A host has a key of each family; which one it shows is what it was asked for. */
const families = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
} as const;
type Family = keyof typeof families;

export type HostPlace = { address: string; port: number; user: string };
export type Keys = { privateKey: string; passphrase?: string };

/** `pinned`: it proved to be the host whose key people accepted. `silent`: why there was no key to see. */
export type Shown =
  | { kind: 'pinned'; family: Family }
  | { kind: 'unknown' | 'changed'; sha256: string }
  | { kind: 'silent'; why: string };

export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/**
 * @param pinned the accepted fingerprint, of whichever family
 * @throws AuroraError retryable when the connection was lost midway
 */
export async function shownKey(place: HostPlace, pinned: string | null, signal: AbortSignal): Promise<Shown> {
  let first: string | undefined;
  for (const family of Object.keys(families) as Family[]) {
    const shown = await keyOfFamily(place, family, signal);
    if (typeof shown === 'object') return shown;
    if (shown === undefined) continue;
    if (shown === pinned) return { kind: 'pinned', family };
    first ??= shown;
    if (pinned === null) break;
  }
  if (!first) return { kind: 'silent', why: 'it has no host key of a kind that is still safe' };
  return { kind: pinned === null ? 'unknown' : 'changed', sha256: first };
}

/** @returns the fingerprint; undefined where the host has no such key */
async function keyOfFamily(place: HostPlace, family: Family, signal: AbortSignal) {
  let sha256: string | undefined;
  const verifier = (key: Buffer) => {
    sha256 = fingerprint(key);
    return false;
  };
  const end = await connected(place, { family, verifier, signal }).catch((error: unknown) => error);
  if (end instanceof ssh.Client) end.end();
  signal.throwIfAborted();
  if (sha256) return sha256;
  if (isHandshake(end)) return undefined;
  return silent(end);
}

export type Entry = { kind: 'in'; says: string[] } | { kind: 'refused' } | { kind: 'changed' };

/**
 * Signs in to a host whose key was accepted, by the key alone, and asks who we are there.
 *
 * @param ask false: only signs in
 */
export async function enter(
  place: HostPlace,
  { pinned, family, keys, ask }: { pinned: string; family: Family; keys: Keys; ask: boolean },
  signal: AbortSignal,
): Promise<Entry> {
  let same = true;
  const verifier = (key: Buffer) => {
    same = fingerprint(key) === pinned;
    return same;
  };
  let client: ssh.Client;
  try {
    client = await connected(place, { family, verifier, keys, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!same) return { kind: 'changed' };
    if ((error as { level?: string }).level === 'client-authentication') return { kind: 'refused' };
    throw lost(error);
  }
  try {
    return { kind: 'in', says: ask ? await said(client) : [] };
  } finally {
    client.end();
  }
}

type Attempt = { family: Family; verifier: (key: Buffer) => boolean; keys?: Keys; signal: AbortSignal };

function connected({ address, port, user }: HostPlace, { family, verifier, keys, signal }: Attempt) {
  const client = new ssh.Client();
  return new Promise<ssh.Client>((resolve, reject) => {
    const stop = () => {
      client.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    // Stays: what comes after the answer must not end the process.
    client.on('error', reject);
    client.once('close', () => {
      signal.removeEventListener('abort', stop);
      reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    });
    client.once('ready', () => resolve(client));
    client.connect({
      host: address,
      port,
      username: user,
      readyTimeout: readyMs,
      algorithms: { serverHostKey: [...families[family]] },
      hostVerifier: verifier,
      authHandler: ['publickey'],
      ...(keys ?? {}),
    });
  });
}

function said(client: ssh.Client): Promise<string[]> {
  return new Promise((resolve, reject) => {
    client.once('close', () => reject(lost(undefined)));
    client.exec(command, (error, channel) => {
      if (error) return resolve([]);
      let text = '';
      channel.on('data', (chunk: Buffer) => {
        if (text.length < mostOutput) text += chunk.toString();
      });
      channel.stderr.resume();
      channel.once('close', () => resolve(printable(text)));
    });
  });
}

/** What a host says is a stranger's text: short lines of plain letters, or nothing. */
const printable = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^[\x20-\x7e]{1,80}$/.test(line))
    .slice(0, 2);

const isHandshake = (error: unknown): boolean => /no matching host key/i.test(String((error as Error)?.message));

const silences: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it did not answer in time',
};

function silent(error: unknown): Shown {
  const known = silences[errorName(error)];
  if (known) return { kind: 'silent', why: known };
  if ((error as { level?: string })?.level === 'client-timeout')
    return { kind: 'silent', why: 'it did not answer in time' };
  if ((error as { level?: string })?.level === 'protocol' || (error as { level?: string })?.level === 'handshake')
    return { kind: 'silent', why: 'what answers there does not speak SSH as this worker does' };
  throw lost(error);
}

const lost = (error: unknown) =>
  new AuroraError({
    code: 'cloud_failed',
    retryable: true,
    userMessage: 'The connection to a host was lost midway. It is tried again.',
    details: { provider: 'ssh', cause: errorName(error) },
  });
