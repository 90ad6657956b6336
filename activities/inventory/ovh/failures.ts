/** What OVHcloud means by its answers: HTTP status and `errorCode`. */
import { AuroraError } from '../../../platform/errors.ts';
import { cloudFailures, errorName, retryAfterMs } from '../cloud-failures.ts';

export const ovhFailures = cloudFailures('ovh', 'OVHcloud');
const { rejected, denied, throttled, unreachable, refused } = ovhFailures;

/** An answer that is not the one asked for. */
export class OvhAnswer extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly retryAfter: string | null;
  readonly path: string;

  constructor(answer: { status: number; errorCode: string; retryAfter: string | null; path: string }) {
    super(`status ${answer.status}`);
    this.status = answer.status;
    this.errorCode = answer.errorCode;
    this.retryAfter = answer.retryAfter;
    this.path = answer.path;
  }
}

/** The signature's time is too far from OVHcloud's. */
export const outOfTime = (error: unknown): boolean =>
  error instanceof OvhAnswer && error.errorCode === 'QUERY_TIME_OUT';

const codes: Record<string, () => AuroraError> = {
  QUERY_TIME_OUT: () =>
    rejected(
      'clock_skew',
      "OVHcloud refuses the time of Aurora's requests, although it was asked for the right one. Check the clocks of the workers.",
    ),
  INVALID_CREDENTIAL: () =>
    rejected(
      'expired',
      'The consumer key of this OVHcloud connection has expired or was revoked. Make a new one and enter it here.',
    ),
  NOT_CREDENTIAL: () =>
    rejected('invalid', 'OVHcloud does not know the consumer key of this connection. Enter it again.'),
  INVALID_KEY: () =>
    rejected('invalid', 'OVHcloud does not know the application key of this connection. Check it, and the endpoint.'),
  INVALID_SIGNATURE: () =>
    rejected('invalid', 'The application secret of this OVHcloud connection does not fit its keys. Enter it again.'),
};

export function ovhFailure(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  if (!(error instanceof OvhAnswer)) return unreachable({ cause: errorName(error) });
  const { status, errorCode, retryAfter, path } = error;
  const known = codes[errorCode];
  if (known) return known();
  if (status === 429) return throttled(retryAfterMs(retryAfter));
  if (status === 401)
    return rejected('invalid', 'OVHcloud does not accept the credentials of this connection. Give it new ones.');
  if (status === 403) return denied(`call GET ${path}`, 'Make a consumer key that grants it.', { path });
  return status >= 500 || status === 408 ? unreachable({ status }) : refused(errorCode || `status ${status}`);
}

/** Gone since it was listed. */
export const isGone = (error: unknown): boolean => error instanceof OvhAnswer && error.status === 404;

/** OVHcloud answers 460 for a service whose contract ended: it is there, and tells nothing of itself. */
export const isLapsed = (error: unknown): boolean => error instanceof OvhAnswer && error.status === 460;
