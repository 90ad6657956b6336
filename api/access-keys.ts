/**
 * The keys that sign access tokens: versions of `access-tokens` in Vault, the id of a version being the token's `kid`.
 * They are held in memory: no request asks Vault, and a sealed one locks nobody out of an API that runs.
 *
 * A new version signs only `signAfterMs` after it was made, when every process has heard of it; an older one is taken
 * until the last token that it signed has ended. Times are Vault's, so all processes change over together.
 */
import type { Logger } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets/vault.ts';

const keyName = 'access-tokens';
/** Also the longest life of a token that an old key signed. */
export const accessTokenMs = 15 * 60_000;
export const lookEveryMs = 60_000;
/** Some looks may fail, and clocks differ. */
export const signAfterMs = 5 * 60_000;
const slackMs = 60_000;

export type AccessKey = { kid: string; key: CryptoKey; createdAt: Date };

export type AccessKeys = {
  /** @throws AuroraError `dependency_unavailable` as long as Vault has not been reached since this process started */
  signing(now?: Date): Promise<AccessKey>;
  /** @returns undefined for one that is unknown, or retired. @throws as `signing` */
  verifying(kid: string, now?: Date): Promise<AccessKey | undefined>;
  /** Asks Vault for newer keys. */
  look(): Promise<void>;
  /** Looks now and from time to time. A look that fails is logged, and the keys stay. */
  start(log: Pick<Logger, 'warn'>): void;
  stop(): void;
};

export function makeAccessKeys(secrets: Pick<Secrets, 'dataKey'>): AccessKeys {
  /** Newest first. */
  let keys: AccessKey[] = [];
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function read(nameOrId: string, options?: { fresh: boolean }): Promise<AccessKey> {
    const { id, key, createdAt } = await secrets.dataKey(nameOrId, options);
    const imported = await crypto.subtle.importKey('raw', key as BufferSource, hmac, false, ['sign', 'verify']);
    key.fill(0);
    return { kid: id, key: imported, createdAt };
  }

  /** The newest, and as many before it as may still have signed a token that lives. */
  async function readAll(): Promise<AccessKey[]> {
    const found = [await read(keyName, { fresh: true })];
    for (let oldest = found[0]; oldest && versionOf(oldest.kid) > 1; oldest = found.at(-1)) {
      if (retiredAt(oldest) <= Date.now()) break;
      const kid = `${keyName}@${versionOf(oldest.kid) - 1}`;
      const earlier = keys.find((one) => one.kid === kid) ?? (await read(kid).catch(absent));
      if (!earlier) break;
      found.push(earlier);
    }
    return found;
  }

  function look(): Promise<void> {
    looking ??= readAll()
      .then((found) => {
        keys = found;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  async function known(): Promise<AccessKey[]> {
    if (keys.length === 0) await look();
    return keys;
  }

  return {
    async signing(now = new Date()) {
      const held = await known();
      const key = held.find(({ createdAt }) => createdAt.getTime() + signAfterMs <= now.getTime()) ?? held.at(-1);
      if (!key) throw new Error('There is no key for access tokens.');
      return key;
    },
    async verifying(kid, now = new Date()) {
      const held = await known();
      const at = held.findIndex((one) => one.kid === kid);
      const successor = held[at - 1];
      return successor && retiredAt(successor) <= now.getTime() ? undefined : held[at];
    },
    look,
    start(log) {
      const next = () => {
        look().catch((error) =>
          log.warn({ err: error }, 'keys of access tokens could not be looked at; those held stay'),
        );
      };
      next();
      timer = setInterval(next, lookEveryMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}

export const hmac = { name: 'HMAC', hash: 'SHA-256' } as const;

const versionOf = (kid: string): number => Number(kid.split('@')[1]);

/** When what the key before this one signed has ended, in milliseconds. */
const retiredAt = (successor: AccessKey): number =>
  successor.createdAt.getTime() + signAfterMs + accessTokenMs + slackMs;

/** A version that was destroyed is how an operator retires a key at once. */
function absent(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'not_found') throw error;
}
