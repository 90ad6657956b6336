/** What AWS answered, in the words and retry meanings of AuroraError. Services spell the same failure in many ways. */
import { AuroraError, errorText } from '../../../platform/errors.ts';
import { retryAfterMs } from './retry-after.ts';

const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const invalid = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'InvalidToken',
  'AuthFailure',
]);
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
  'AllAccessDisabled',
  'Forbidden',
]);
const throttled = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'BandwidthLimitExceeded',
  'PriorRequestNotComplete',
  'SlowDown',
]);

export type AwsErrorFacts = { name: string; status: number | undefined; headers: Record<string, string> };

/** Name, HTTP status and headers of an SDK error. Without an answer from AWS the status is undefined. */
export function awsErrorFacts(error: unknown): AwsErrorFacts {
  const { name, Code, $metadata, $response } = (error ?? {}) as {
    name?: string;
    Code?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  // A service may suffix its codes with a URL: `AccessDenied:http://internal/coral/`.
  const spelled = (Code ?? name ?? '').split(':')[0] ?? '';
  return { name: spelled, status, headers: $response?.headers ?? {} };
}

export const isDenied = (error: unknown): boolean => {
  const { name, status } = awsErrorFacts(error);
  return denied.has(name) || (status === 403 && !expired.has(name) && !invalid.has(name) && !throttled.has(name));
};

/** An emulator that does not know a service or call answers with a page for people, as no service of AWS does. */
export const isUnknownCall = (error: unknown): boolean => {
  const { status, headers } = awsErrorFacts(error);
  return status === 500 && (headers['content-type'] ?? '').startsWith('text/html');
};

export const isThrottled = (error: unknown): boolean => {
  const { name, status } = awsErrorFacts(error);
  return throttled.has(name) || status === 429;
};

/**
 * @param what the thing that was being done, as the end of "while …": `listing S3 buckets`
 */
export function awsFailure(error: unknown, what: string): AuroraError {
  if (error instanceof AuroraError) return error;
  const { name, status, headers } = awsErrorFacts(error);
  const details = { provider: 'aws', awsCode: name || undefined, status };
  const cause = causeOf(error, name);
  if (isThrottled(error)) {
    return new AuroraError({
      code: 'cloud_throttled',
      retryable: true,
      userMessage: `AWS asked Aurora to slow down while ${what}. It is tried again after a pause.`,
      details: { ...details, reason: 'throttled' },
      retryAfterMs: retryAfterMs(headers),
      cause,
    });
  }
  if (expired.has(name)) return rejected('expired', 'The AWS keys of this connection have expired. Give it new ones.');
  if (invalid.has(name)) {
    return rejected(
      'invalid',
      'AWS does not accept the keys of this connection: they are wrong, switched off or deleted. Give it new ones.',
    );
  }
  if (isDenied(error)) {
    const action = /perform: ([0-9A-Za-z-]+:[0-9A-Za-z*]+)/.exec(errorText(error))?.[1];
    const right = action ? ` (${action})` : '';
    return rejected(
      'access_denied',
      `The AWS keys of this connection are valid but may not do this${right}, while ${what}. Widen their policy.`,
    );
  }
  const answered = status !== undefined && status >= 400 && status < 500 && status !== 408;
  return new AuroraError({
    code: 'cloud_failed',
    retryable: !answered,
    userMessage: answered
      ? `AWS refused a request while ${what} (${name || `status ${status}`}).`
      : `AWS did not answer properly while ${what}. It is tried again.`,
    details: { ...details, reason: answered ? 'refused' : 'unreachable' },
    retryAfterMs: answered ? undefined : retryAfterMs(headers),
    cause,
  });

  function rejected(reason: 'expired' | 'invalid' | 'access_denied', userMessage: string) {
    return new AuroraError({
      code: 'credentials_rejected',
      retryable: false,
      userMessage,
      details: { ...details, reason },
      cause,
    });
  }
}

/**
 * Only the name and the first words: an answer to a wrong signature repeats the signed request, session token included,
 * in its message and its fields.
 */
function causeOf(error: unknown, name: string): Error {
  return new Error(invalid.has(name) ? name : `${name}: ${errorText(error).slice(0, 300)}`);
}
