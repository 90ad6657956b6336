/**
 * The keys that encrypt what Temporal keeps. A version never changes, so that each is asked of Vault once and kept for as
 * long as the process lives: work that is under way goes on while Vault is sealed.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuroraError, errorText } from './errors.ts';
import type { Logger } from './log.ts';
import type { Secrets } from './secrets/vault.ts';

const keyName = 'temporal';
/** Other keys lie beside these in Vault: a payload that somebody forged must not choose among them. */
const idPattern = /^temporal@[1-9][0-9]{0,8}$/;

/** How old the answer may be to which key is the newest. A rotation is in use everywhere after this. */
const newestForMs = 60_000;
/** Between two looks at a Vault that does not give a first key. */
const pauseMs = 2_000;

export type TemporalKey = { id: string; key: KeyObject };

export type TemporalKeys = ReturnType<typeof makeTemporalKeys>;

export type TemporalKeysOptions = { newestForMs?: number; pauseMs?: number };

export function makeTemporalKeys(secrets: Pick<Secrets, 'dataKey'>, log: Logger, options: TemporalKeysOptions = {}) {
  const times = { newestForMs, pauseMs, ...options };
  const known = new Map<string, TemporalKey>();
  const closing = new AbortController();
  let current: TemporalKey | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<TemporalKey> | undefined;

  async function fetchKey(nameOrId: string, fresh: boolean): Promise<TemporalKey> {
    const { id, key } = await secrets.dataKey(nameOrId, { fresh, signal: closing.signal });
    const held = known.get(id) ?? { id, key: createSecretKey(key) };
    key.fill(0);
    known.set(id, held);
    return held;
  }

  /** One look at a time, however many payloads wait for it. */
  function look(): Promise<TemporalKey> {
    looking ??= fetchKey(keyName, true)
      .then((newest) => {
        current = newest;
        return newest;
      })
      .finally(() => {
        lookedAt = performance.now();
        looking = undefined;
      });
    return looking;
  }

  function lookBehind(): void {
    if (performance.now() - lookedAt < times.newestForMs) return;
    look().catch((error) =>
      log.warn({ err: error }, 'Vault was not asked for a newer key of Temporal: the last is used'),
    );
  }

  /** The key to encrypt with. @throws AuroraError when none was ever known and Vault gives none */
  async function newest(): Promise<TemporalKey> {
    if (!current) return look();
    lookBehind();
    return current;
  }

  /** The same, waiting as long as it takes: for what has nowhere to go with a failure. */
  async function newestAtLast(): Promise<TemporalKey> {
    for (let told = false; ; told = true) {
      try {
        return await newest();
      } catch (error) {
        closing.signal.throwIfAborted();
        if (!told) log.error({ err: error }, `Work waits for the key of Temporal: ${errorText(error)}`);
      }
      await sleep(times.pauseMs, undefined, { signal: closing.signal });
    }
  }

  /** @throws AuroraError `not_found` for a key that Vault does not have, `bad_request` for an id that is none */
  async function byId(id: string): Promise<TemporalKey> {
    const held = known.get(id);
    if (held) return held;
    if (!idPattern.test(id)) throw unreadable('It names a key that is none of Temporal.');
    try {
      return await fetchKey(id, false);
    } catch (error) {
      if (!(error instanceof AuroraError) || error.code !== 'not_found') throw error;
      throw unreadable(`Its key ${id} is not in Vault any more. Where it was deleted there, it can be undeleted.`);
    }
  }

  return { newest, newestAtLast, byId, close: () => closing.abort() };
}

export const unreadable = (why: string) =>
  new AuroraError({
    code: 'not_found',
    retryable: true,
    userMessage: `What Temporal keeps of this workflow cannot be read. ${why}`,
  });
