/**
 * The token this process has with Vault: one log-in for all callers, renewed at two thirds of its life.
 *
 * node-vault would renew by itself but stops for good at the first failure, and lets a token run into its maximum
 * age. Here a renewal that fails is tried again until the token is really over, and then the next caller logs in.
 */
import type nodeVault from 'node-vault';
import { z } from 'zod';
import { errorText } from '../errors.ts';
import type { Logger } from '../log.ts';
import { isSealed, sealedFailure, statusOf } from './failures.ts';
import type { SecretIds } from './secret-ids.ts';

const Auth = z.object({
  auth: z.object({ client_token: z.string().min(1), lease_duration: z.number(), renewable: z.boolean() }),
});

const SealStatus = z.object({ sealed: z.boolean() });

type Lease = { token: string; seconds: number; fullSeconds: number; renewable: boolean; endsAt: number };

export type VaultSession = {
  /**
   * @throws whatever the client throws, or AuroraError: `config_invalid` when Vault does not accept the role,
   *   `dependency_unavailable` (retryable) while there is no secret id to log in with
   */
  token(): Promise<string>;
  /** Whether Vault still knows it. Throws what the client throws when it does not say. */
  isGood(token: string): Promise<boolean>;
  /** Drops the token if it is still the current one, so that the next caller logs in. */
  forget(token: string): void;
  close(): Promise<void>;
};

export type Role = { roleId: string; secretIds: SecretIds };

export function openSession(vault: nodeVault.client, role: Role, log: Logger, requestMs: number): VaultSession {
  let lease: Lease | undefined;
  let pending: Promise<Lease> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const bearer = (token: string, timeout = requestMs) => ({ timeout, headers: { 'X-Vault-Token': token } });

  /** One log-in at a time, whoever asks. */
  function logIn(): Promise<Lease> {
    pending ??= requestLogIn().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  async function requestLogIn(): Promise<Lease> {
    const secretId = await takeSecretId();
    try {
      const body = { role_id: role.roleId, secret_id: secretId };
      const fresh = toLease(await vault.write('auth/approle/login', body, { timeout: requestMs }));
      role.secretIds.spend();
      log.debug({ seconds: fresh.seconds }, 'logged in to vault');
      lease = fresh;
      schedule(fresh, fresh.seconds * (2 / 3));
      return fresh;
    } catch (error) {
      // 400 is a wrong role or secret id, 403 a refused one: no amount of trying changes them. A log-in whose answer
      // was lost may have used the secret id up, which shows here too.
      if (statusOf(error) !== 400 && statusOf(error) !== 403) throw error;
      role.secretIds.spend();
      throw role.secretIds.refused(error);
    }
  }

  async function takeSecretId(): Promise<string> {
    try {
      return role.secretIds.take();
    } catch (error) {
      // While Vault is sealed or away nobody can lay one out, and that is what people have to be told.
      const { sealed } = SealStatus.parse(await vault.read('sys/seal-status', { timeout: requestMs }));
      throw sealed ? sealedFailure() : error;
    }
  }

  function schedule(held: Lease, inSeconds: number) {
    clearTimeout(timer);
    if (closed || held.fullSeconds === 0) return; // 0: a token without an end
    // setTimeout takes at most 2^31 - 1 ms (24.8 days) and fires at once beyond it.
    timer = setTimeout(() => void keep(held), Math.min(Math.max(inSeconds, 0.2) * 1000, 2_000_000_000));
    timer.unref();
  }

  async function keep(held: Lease) {
    try {
      const renewed = held.renewable
        ? toLease(await vault.write('auth/token/renew-self', {}, bearer(held.token)), held.fullSeconds)
        : undefined;
      // Near its maximum age a token is renewed for ever shorter times: a new one is due.
      if (!renewed || renewed.seconds < held.fullSeconds / 2) return void (await logIn());
      if (lease?.token === held.token) lease = renewed;
      schedule(renewed, renewed.seconds * (2 / 3));
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'the vault token was not renewed');
      const left = (held.endsAt - Date.now()) / 1000;
      // Without an answer the token may be good yet. An answer that refuses (its maximum age, a revocation) is final.
      const unanswered = statusOf(error) === undefined || isSealed(error);
      if (unanswered && left > 0.3) return schedule(held, Math.min(left / 3, 30));
      forget(held.token);
    }
  }

  async function isGood(token: string): Promise<boolean> {
    try {
      await vault.read('auth/token/lookup-self', bearer(token));
      return true;
    } catch (error) {
      if (statusOf(error) === 403) return false;
      throw error;
    }
  }

  function forget(token: string) {
    if (lease?.token === token) lease = undefined;
  }

  async function close() {
    closed = true;
    clearTimeout(timer);
    const held = lease;
    lease = undefined;
    if (held) await vault.write('auth/token/revoke-self', {}, bearer(held.token, 1_000)).catch(() => {});
  }

  return { token: async () => (lease ?? (await logIn())).token, isGood, forget, close };
}

/** @param fullSeconds how long the token lived when it was new; by default as long as now */
function toLease(answer: unknown, fullSeconds?: number): Lease {
  const { auth } = Auth.parse(answer);
  return {
    token: auth.client_token,
    seconds: auth.lease_duration,
    fullSeconds: fullSeconds ?? auth.lease_duration,
    renewable: auth.renewable,
    endsAt: Date.now() + auth.lease_duration * 1000,
  };
}
