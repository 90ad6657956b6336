/** What AWS answered, in the meanings that a sync goes by: stop everything, skip this listing, start over, try again. */
import { AuroraError } from '../../../platform/errors.ts';
import { awsErrorFacts, awsFailure, isUnknownCall } from '../../clouds/aws/failures.ts';

/** Not the keys' fault: the account has not asked for the service, or this endpoint has none of it. */
const notOffered = new Set([
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnauthorizedException',
  'UnknownOperationException',
  'UnsupportedOperation',
  'NotImplemented',
  'InvalidAction',
  'MethodNotAllowed',
]);

const cursorRefused =
  /^(Invalid|Expired|Pagination).*(NextToken|PaginationToken|TokenExpired|Marker|ContinuationToken)|^InvalidToken$/;

const missing = /NotFound|NoSuch|NonExistent|DoesNotExist|NotFoundFault/;

/** Whether a call for one thing says that there is none. */
export function isGone(error: unknown): boolean {
  const { name, status } = awsErrorFacts(error);
  return status === 404 || missing.test(name);
}

/** Whether a service answered that it does not do this here, or an emulator that it does not know the service. */
export function isNotOffered(error: unknown): boolean {
  const { name, status } = awsErrorFacts(error);
  return notOffered.has(name) || isUnknownCall(error) || status === 404 || status === 501;
}

/**
 * @param what the thing that was being done, as the end of "while …": `listing S3 buckets in eu-central-1`
 * @param resumed whether a cursor was given, which may be what is wrong
 */
export function inventoryFailure(error: unknown, what: string, { resumed = false } = {}): AuroraError {
  if (error instanceof AuroraError) return error;
  const { name } = awsErrorFacts(error);
  if (resumed && cursorRefused.test(name)) {
    return new AuroraError({
      code: 'cursor_expired',
      retryable: false,
      userMessage: `AWS no longer knows where Aurora had stopped while ${what}. The listing starts over.`,
      details: { provider: 'aws', awsCode: name },
      cause: awsFailure(error, what).cause,
    });
  }
  const failure = awsFailure(error, what);
  if (failure.code === 'credentials_rejected' && failure.details?.reason === 'access_denied') {
    return skip(failure, failure.userMessage);
  }
  if (failure.code === 'cloud_failed' && isNotOffered(error)) {
    return skip(failure, `AWS does not offer this to the account (${name || 'no such call'}), while ${what}.`);
  }
  return failure;
}

const skip = (failure: AuroraError, userMessage: string) =>
  new AuroraError({
    code: 'cloud_denied',
    retryable: false,
    userMessage,
    details: failure.details,
    cause: failure.cause,
  });
