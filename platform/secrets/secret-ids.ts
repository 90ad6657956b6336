/**
 * Where a process has its secret id from: a file that is taken, or the settings.
 *
 * A secret id in a file is good for one log-in. Whoever issues them lays out a fresh one when the file is gone: for the
 * next start of this process, or for this one when its token was lost.
 */
import { readFileSync, unlinkSync } from 'node:fs';
import { AuroraError, errorText } from '../errors.ts';
import { roleRefused } from './failures.ts';

export type SecretIds = {
  /**
   * The secret id to log in with: the same one until it is spent.
   * @throws AuroraError `dependency_unavailable` (retryable) while there is none
   */
  take(): string;
  /** It was logged in with, or Vault refused it. */
  spend(): void;
  /** What a refusal means here: for a file, that the next one may do. */
  refused(cause: unknown): AuroraError;
};

export type SecretIdSource = { VAULT_SECRET_ID: string; VAULT_SECRET_ID_FILE?: string };

export const secretIdsOf = ({ VAULT_SECRET_ID, VAULT_SECRET_ID_FILE }: SecretIdSource): SecretIds =>
  VAULT_SECRET_ID_FILE
    ? fromFile(VAULT_SECRET_ID_FILE)
    : { take: () => VAULT_SECRET_ID, spend: () => {}, refused: roleRefused };

function fromFile(file: string): SecretIds {
  let held: string | undefined;
  let spent: string | undefined;
  return {
    take() {
      const found = held ?? takeFile(file);
      // A file that cannot be removed, as in a mounted Kubernetes secret, may still hold the last one.
      if (!found || found === spent) throw noneLaidOut();
      held = found;
      return found;
    },
    spend() {
      spent = held;
      held = undefined;
    },
    refused: (cause) => waitingForNext(new Error(errorText(cause))),
  };
}

/** @returns undefined when there is no file, or another process was faster */
function takeFile(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    unlinkSync(file);
    return text;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (!['EROFS', 'EACCES', 'EPERM', 'EBUSY'].includes(codeOf(error))) throw error;
    return readFileSync(file, 'utf8').trim();
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

const noneLaidOut = () =>
  waiting(
    'Aurora has to log in to Vault, which keeps the credentials, and no secret id is laid out for it ' +
      '(VAULT_SECRET_ID_FILE). It goes on when there is one.',
  );

const waitingForNext = (cause: unknown) =>
  waiting(
    'Vault, which keeps the credentials, did not take the secret id that was laid out for Aurora. It goes on with the ' +
      'next one in VAULT_SECRET_ID_FILE; VAULT_ROLE_ID has to be of the same role.',
    cause,
  );

const waiting = (userMessage: string, cause?: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage,
    details: { dependency: 'vault', reason: 'no_secret_id' },
    cause,
  });
