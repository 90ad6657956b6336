/** What Google means by a gRPC status (google.rpc.Code) and the ErrorInfo and RetryInfo that come with it. */
import { AuroraError } from '../../../platform/errors.ts';
import { boundedPause, cloudFailures, errorName } from '../cloud-failures.ts';

export const gcpFailures = cloudFailures('gcp', 'Google Cloud');
const { rejected, denied, cursorExpired, throttled, unreachable, refused } = gcpFailures;

const code = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unauthenticated: 16,
} as const;

/** Unavailable, unknown, aborted, internal, data loss, cancelled by the other side, deadline exceeded. */
const passing = [1, 2, 4, 10, 13, 14, 15];

type Facts = { code?: number; reason?: string; statusDetails?: unknown };

export const notAuthenticated = (error: unknown): boolean => (error as Facts | null)?.code === code.unauthenticated;

/** @param paged whether the request carried a page token, which is then what was invalid about it */
export const gcpFailure =
  (paged: boolean) =>
  (error: unknown): AuroraError => {
    if (error instanceof AuroraError) return error;
    const { code: status, reason, statusDetails } = (error ?? {}) as Facts;
    if (status === code.resourceExhausted) return throttled(retryDelayMs(statusDetails));
    if (status === code.unauthenticated) {
      return rejected(
        'revoked',
        'Google Cloud does not accept the key of this service account: it was deleted or disabled, or the worker has a wrong time. Make a new key.',
      );
    }
    if (status === code.permissionDenied) return permissionDenied(reason);
    if (status === code.invalidArgument && paged) return cursorExpired();
    if (status === code.notFound) return denied('see this project', 'Check the id of the project.');
    if (status === undefined || passing.includes(status)) return unreachable({ status, cause: errorName(error) });
    return refused(`status ${status}`);
  };

function permissionDenied(reason: string | undefined): AuroraError {
  if (reason === 'SERVICE_DISABLED') {
    return denied('search this project', "Enable the Cloud Asset API in the service account's project.", { reason });
  }
  if (reason === 'CONSUMER_INVALID' || reason === 'ACCOUNT_STATE_INVALID') {
    return rejected(
      'revoked',
      'The Google Cloud project or service account of this key has been disabled or deleted. Make a new key.',
    );
  }
  return denied('search this project', 'Give the service account the role Cloud Asset Viewer on it.');
}

type Delay = { retryDelay?: { seconds?: number | string | { toNumber(): number }; nanos?: number } };

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto: RetryInfo. */
function retryDelayMs(details: unknown): number | undefined {
  const found = (Array.isArray(details) ? (details as Delay[]) : []).find(({ retryDelay }) => retryDelay);
  if (!found?.retryDelay) return undefined;
  const { seconds = 0, nanos = 0 } = found.retryDelay;
  return boundedPause(Number(seconds) * 1000 + nanos / 1_000_000);
}
