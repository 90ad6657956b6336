/** The second step: codes by time (RFC 6238), each taken once, and recovery codes for when the device is lost. */
import { Secret, TOTP } from 'otpauth';
import { auditOfPerson, type Person, takeRecoveryCode, takeStep } from '../../db/account.ts';
import { asPresented } from '../../db/client.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { hashOf } from '../tokens.ts';
import type { From } from './sign-in.ts';

const periodMs = 30_000;
/** Clocks of devices differ: the code before and the one after are taken too. */
const window = 1;
const recoveryCodeCount = 10;

export const totpOf = (email: string, secret: string): TOTP =>
  new TOTP({ issuer: 'Aurora', label: email, algorithm: 'SHA1', digits: 6, period: periodMs / 1_000, secret });

export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** @returns the time step that a code is of, or null for a wrong one */
export function stepOf(totp: TOTP, code: string, timestamp = Date.now()): number | null {
  const delta = totp.validate({ token: code, window, timestamp });
  return delta === null ? null : Math.floor(timestamp / periodMs) + delta;
}

/** 80 random bits each, so that a plain hash of it is enough. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const text = new Secret({ size: 10 }).base32.toLowerCase();
    return text.replace(/(.{4})(?=.)/g, '$1-');
  });
}

export const hashOfRecovery = (code: string): string => hashOf(code.toLowerCase().replace(/[^a-z2-7]/g, ''));

/**
 * Takes a code of somebody whose two-step sign-in is on.
 *
 * @returns by what, or null for one that is wrong or was taken before
 * @throws AuroraError `dependency_unavailable` when Vault, which keeps the secret, is away
 */
export async function takeCode(
  { db, secrets }: Pick<Parts, 'db' | 'secrets'>,
  person: Person,
  given: string,
  from: From,
): Promise<'code' | 'recovery code' | null> {
  const { id: userId, email, name } = person;
  const code = given.replace(/\s/g, '');
  if (/^\d{6}$/.test(code)) {
    const { secret = '' } = await secrets.read(person.totpSecretRef ?? '');
    const step = stepOf(totpOf(email, secret), code);
    return step !== null && (await asPresented(db, { userId }, (tx) => takeStep(tx, userId, step))) ? 'code' : null;
  }
  return asPresented(db, { userId }, async (tx) => {
    if (!(await takeRecoveryCode(tx, userId, hashOfRecovery(code)))) return null;
    const { requestId, address } = from;
    const actor = { kind: 'person', id: userId, name } as const;
    await auditOfPerson(tx, userId, { action: 'account.recovery_code', actor, requestId, address });
    return 'recovery code';
  });
}

export const totpRequired = (userMessage: string) =>
  new AuroraError({ code: 'totp_required', retryable: false, userMessage });
