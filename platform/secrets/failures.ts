/** What Vault answered, in the words and retry meanings of AuroraError. */
import { AuroraError, errorText } from '../errors.ts';

/** Statuses that say "not now": throttled, standby without a way forward, sealed, and gateways in between. */
const awayStatuses = new Set([408, 429, 472, 473, 500, 502, 503, 504]);

/** The HTTP status of an answer, or undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return undefined;
  return typeof response.statusCode === 'number' ? response.statusCode : undefined;
}

export const isSealed = (error: unknown): boolean => statusOf(error) === 503 && /sealed/i.test(errorText(error));

/** Whether waiting can help: no answer at all, or one that says "not now". */
export function isAway(error: unknown): boolean {
  if (error instanceof AuroraError) return error.code === 'dependency_unavailable' && error.retryable;
  const status = statusOf(error);
  return status === undefined || awayStatuses.has(status);
}

/**
 * The cause is cut down to its text: the client's error objects carry the request with its token and body,
 * and a log that prints causes would print those.
 */
export function vaultFailure(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  const cause = new Error(errorText(error));
  const status = statusOf(error);
  if (isSealed(error)) return unavailable('sealed', cause);
  if (isAway(error)) return unavailable('unreachable', cause);
  if (status === 403) {
    return misconfigured('Vault does not let Aurora do this. The policy of its AppRole has to allow it.', cause);
  }
  return misconfigured(`Vault refused a request of Aurora (status ${status}). Its set-up does not fit.`, cause);
}

export const sealedFailure = () => unavailable('sealed', undefined);

export const roleRefused = (cause: unknown) =>
  misconfigured(
    'Vault does not accept the role id and secret id that Aurora has. Check VAULT_ROLE_ID and VAULT_SECRET_ID.',
    new Error(errorText(cause)),
  );

export const misconfigured = (userMessage: string, cause?: unknown) =>
  new AuroraError({
    code: 'config_invalid',
    retryable: false,
    userMessage,
    details: { dependency: 'vault' },
    cause,
  });

function unavailable(reason: 'sealed' | 'unreachable', cause: unknown): AuroraError {
  const what =
    reason === 'sealed'
      ? 'Vault, which keeps the credentials, is sealed. Whoever runs it has to unseal it.'
      : 'Vault, which keeps the credentials, does not answer.';
  return new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: `${what} Nothing is lost: the work goes on when it is back.`,
    details: { dependency: 'vault', reason },
    cause,
  });
}
