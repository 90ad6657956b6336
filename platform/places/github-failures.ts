/** GitHub's failures in our words: what they mean, and whether trying again helps. */
import { RequestError } from 'octokit';
import { AuroraError, type AuroraErrorInput, errorText } from '../errors.ts';

/** GitHub asks for at least a minute where a secondary limit says no time. */
const secondaryMs = 60_000;
const longestMs = 3_600_000;

/**
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 *
 */
export function githubFailure(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  if (error.cause instanceof AuroraError) return error.cause;
  const { status, response } = error;
  if (!response) return failure('cloud_failed', true, 'GitHub does not answer right now.', error);
  if (status === 401) {
    const words = 'GitHub does not accept the token any more. Put a new one into the integration, then it goes on.';
    return failure('credentials_rejected', false, words, error);
  }
  const retryAfterMs = throttledMs(status, response.headers, error.message);
  if (retryAfterMs !== null) {
    const words = 'GitHub asks for patience: the account has made its requests for now. It goes on by itself.';
    return failure('cloud_throttled', true, words, error, { retryAfterMs });
  }
  if (status === 403) {
    const words = `GitHub does not let this token do that: ${said(error)}. Give it the permissions that Aurora's guide names.`;
    return failure('cloud_denied', false, words, error);
  }
  if (status === 404 || status === 410) {
    const words = 'GitHub has no such repository, branch or pull request, or the token may not see it.';
    return failure('not_found', false, words, error);
  }
  if (status === 409 || status === 405) return failure('conflict', false, `GitHub refused: ${said(error)}.`, error);
  if (status === 422) return failure('unprocessable', false, `GitHub refused: ${said(error)}.`, error);
  if (status >= 500) return failure('cloud_failed', true, 'GitHub has trouble of its own right now.', error);
  return failure('cloud_failed', false, `GitHub refused the request (${status}).`, error);
}

type Headers = Record<string, string | number | undefined>;

/** Primary: nothing remains, until a second of the clock. Secondary: Retry-After, or the words alone. */
function throttledMs(status: number, headers: Headers, message: string): number | null {
  if (status !== 403 && status !== 429) return null;
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter >= 0) return bounded(retryAfter * 1000);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    return bounded(Number(headers['x-ratelimit-reset'] ?? 0) * 1000 - Date.now());
  }
  return status === 429 || /secondary rate limit|abuse detection/i.test(message) ? secondaryMs : null;
}

const bounded = (ms: number) => Math.min(Math.max(ms, 1_000), longestMs);

/** GitHub's own sentence, short and on one line: it may quote what people wrote. */
const said = ({ message }: RequestError) =>
  message
    .replace(/ - https?:\S+$/, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '')
    .slice(0, 300);

/** The request itself is left out: it holds files and headers. */
function failure(
  code: AuroraErrorInput['code'],
  retryable: boolean,
  userMessage: string,
  error: RequestError,
  more: Pick<AuroraErrorInput, 'retryAfterMs'> = {},
): AuroraError {
  return new AuroraError({ code, retryable, userMessage, cause: errorText(error), ...more });
}

export const isCode = (error: unknown, ...codes: AuroraErrorInput['code'][]): boolean =>
  error instanceof AuroraError && codes.includes(error.code);
