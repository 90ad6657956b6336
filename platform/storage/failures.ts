/** What S3 answered, in the words and retry meanings of AuroraError. */
import { AuroraError, conflict, errorText, notFound } from '../errors.ts';

/** What an error of the AWS SDK may carry; a network error has neither status nor a telling name. */
const facts = (error: unknown) => {
  const { name = '', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name, status: $metadata?.httpStatusCode, text: errorText(error) };
};

// AWS knows no full disk. 507 is WebDAV's and MinIO's answer; SeaweedFS says 500 and "no free volumes left".
const fullNames = new Set(['InsufficientStorage', 'StorageFull', 'XMinioStorageFull', 'QuotaExceeded']);
const fullText = /no space left|no (free|writable) volumes|not enough (free )?(space|storage)|insufficient storage/i;

const refusedNames = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AccessDenied',
  'ExpiredToken',
  'Forbidden',
]);

export const isPreconditionFailed = (error: unknown): boolean => {
  const { name, status } = facts(error);
  return status === 412 || name === 'PreconditionFailed';
};

/** @param what the bucket and key, for logs and people; keys hold ids only */
export function storageFailure(error: unknown, what: { bucket: string; key?: string }): AuroraError {
  if (error instanceof AuroraError) return error;
  const { name, status, text } = facts(error);
  const details = { dependency: 's3', ...what };
  // Not the error itself: an answer to a wrong signature repeats the signed request, session token included.
  const cause = new Error(status === 403 ? name : `${name}: ${text.slice(0, 300)}`);
  if (status === 507 || fullNames.has(name) || fullText.test(text)) {
    return new AuroraError({
      code: 'disk_full',
      retryable: true,
      userMessage: 'The object storage has no room left, so this was not stored. Free some space; it is tried again.',
      details,
      cause,
    });
  }
  if (name === 'NoSuchBucket')
    return unavailable(`The object storage has no bucket named ${what.bucket}.`, details, cause);
  if (status === 404) return notFound('object');
  if (isPreconditionFailed(error)) return conflict('Something else is already stored under this name.', details);
  if (status === 403 || status === 401 || refusedNames.has(name)) {
    return unavailable(`The object storage does not let Aurora into the bucket ${what.bucket}.`, details, cause);
  }
  return unavailable('The object storage does not answer.', details, cause);
}

// Also for refused keys: a storage that is just starting refuses good ones for a moment.
const unavailable = (what: string, details: Record<string, unknown>, cause: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: `${what} Nothing is lost: the work goes on when that is put right.`,
    details,
    cause,
  });
