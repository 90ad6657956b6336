/** What an HTTP API answered, in the words and retry meanings of AuroraError. */
import { AuroraError, type ErrorCode, errorText } from '../../../platform/errors.ts';

const codes: Record<string, ErrorCode> = {
  401: 'credentials_rejected',
  403: 'cloud_denied',
  404: 'not_found',
  429: 'cloud_throttled',
};

type Answered = { status?: number; retryAfterMs?: number; detail?: string; cause?: unknown };

/** @param who such as `Azure`, @param what such as `its cost exports` */
export function sourceFailure(
  who: string,
  what: string,
  { status, retryAfterMs, detail, cause }: Answered,
): AuroraError {
  const code = codes[String(status)] ?? 'cloud_failed';
  return new AuroraError({
    code,
    retryable: code === 'cloud_throttled' || code === 'cloud_failed',
    userMessage: `${words(code, who, what)}${detail ? ` ${who} says: ${detail.slice(0, 200)}` : ''}`,
    retryAfterMs: code === 'cloud_throttled' ? Math.min(retryAfterMs ?? 10_000, 300_000) : retryAfterMs,
    // The error itself may repeat the signed request.
    cause: cause === undefined ? undefined : new Error(errorText(cause).slice(0, 300)),
  });
}

function words(code: ErrorCode, who: string, what: string): string {
  if (code === 'credentials_rejected')
    return `${who} does not accept the credentials, so ${what} cannot be read. Renew them.`;
  if (code === 'cloud_denied')
    return `${who} does not let these credentials read ${what}. docs/billing.md names the permission.`;
  if (code === 'not_found') return `${who} has no such place for ${what}. Check the billing account's settings.`;
  if (code === 'cloud_throttled') return `${who} asks to wait before ${what} are read on. It goes on by itself.`;
  return `${who} did not answer about ${what}. It is asked again.`;
}

export const missingSetting = (names: string): AuroraError =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `The billing account does not say ${names}. Add it to its settings.`,
  });

export const changedMeanwhile = (name: string): AuroraError =>
  new AuroraError({
    code: 'gone',
    retryable: false,
    userMessage: `${name} was replaced at the source while it was being taken in. The next sync takes the new one.`,
  });

/** A secret's field that has to be there. @throws AuroraError `credentials_rejected` */
export function needed(secret: Record<string, string>, field: string): string {
  const value = secret[field];
  if (value) return value;
  throw new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: `The credentials of this billing account have no ${field}. Add it.`,
    details: { reason: 'missing' },
  });
}
