/** What Postgres refused or could not do, in the words and retry meanings of AuroraError. */
import { AuroraError, conflict } from '../platform/errors.ts';

// https://www.postgresql.org/docs/18/errcodes-appendix.html
const uniqueViolation = '23505';
const foreignKeyViolation = '23503';
const checkViolation = '23514';
/** Connection lost or refused (08, 57P), too many connections (53): the server is there again or not, we do not know. */
const awayClasses = /^(08|53|57P)/;
/** Text that cannot be stored: a NUL character, half a surrogate pair; or a number that is too large. */
const badData = new Set(['22021', '22P05', '22P02', '22003']);
const tryAgain = new Set(['40001', '40P01', '55P03']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
const networkText =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

type Facts = {
  code?: unknown;
  constraint?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown;
  severity?: unknown;
};

/** @returns undefined for anything that is not Postgres' doing */
export function databaseFailure(error: unknown): AuroraError | undefined {
  // The query builder wraps what the driver threw; a refused connection to a name may hold one error per address.
  for (let at = error as Facts | undefined, depth = 0; at && depth < 5; depth += 1) {
    const found = failureOf(at, error);
    if (found) return found;
    at = (at.cause ?? (Array.isArray(at.errors) ? at.errors[0] : undefined)) as Facts | undefined;
  }
  return undefined;
}

function failureOf({ code, constraint, message, severity }: Facts, cause: unknown): AuroraError | undefined {
  if (typeof message === 'string' && networkText.test(message)) return away(cause);
  if (typeof code !== 'string') return undefined;
  if (networkCodes.has(code)) return away(cause);
  if (severity === undefined) return undefined;
  if (code === uniqueViolation) return conflict('Something with the same name or id is there already.', { constraint });
  if (code === foreignKeyViolation) return conflict('This refers to something that is not there.', { constraint });
  if (code === checkViolation && constraint === 'run_moves') {
    return new AuroraError({
      code: 'illegal_transition',
      retryable: false,
      userMessage: 'The run has moved on in the meantime, and what was asked does not fit its state any more.',
      cause,
    });
  }
  if (badData.has(code)) {
    return new AuroraError({
      code: 'bad_request',
      retryable: false,
      userMessage: 'The request holds a character or a number that cannot be stored.',
      cause,
    });
  }
  if (tryAgain.has(code)) return busy(cause);
  return awayClasses.test(code) ? away(cause) : undefined;
}

const away = (cause: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage:
      'The database does not answer right now. Try again in a moment: what was saved after all is not saved twice.',
    details: { dependency: 'postgres' },
    retryAfterMs: 2_000,
    cause,
  });

const busy = (cause: unknown) =>
  new AuroraError({
    code: 'unavailable',
    retryable: true,
    userMessage: 'Somebody else changed the same thing at this moment, so nothing was changed. Try again.',
    retryAfterMs: 1_000,
    cause,
  });
