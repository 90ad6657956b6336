/** What the clouds' refusals mean, said the same way for each: see the errors that `InventoryProvider` names. */
import type { CloudProvider } from '../../db/model/estate.ts';
import { AuroraError } from '../../platform/errors.ts';

/** A pause that a provider asks for is bounded, against a clock gone wrong. */
const longestPauseMs = 15 * 60_000;

export const boundedPause = (ms: number, longestMs = longestPauseMs): number =>
  Math.min(Math.max(Math.round(ms), 0), longestMs);

/**
 * `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds; undefined when there is none that can be read
 */
export function retryAfterMs(
  header: string | null | undefined,
  now = Date.now(),
  longestMs = longestPauseMs,
): number | undefined {
  if (!header) return undefined;
  if (/^\d+(\.\d+)?$/.test(header)) return boundedPause(Number(header) * 1000, longestMs);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : boundedPause(at - now, longestMs);
}

export type RejectedReason = 'invalid' | 'expired' | 'revoked' | 'wrong_account' | 'clock_skew' | 'unsafe' | 'missing';

/**
 * Sentences end in what to do. The provider's own text is never part of one, nor a cause: answers to a refused request
 * may repeat the request, token included.
 *
 * @param title what people call the cloud, such as `Azure`
 */
export const cloudFailures = (provider: CloudProvider, title: string) => ({
  rejected: (reason: RejectedReason, userMessage: string, details: Record<string, unknown> = {}) =>
    new AuroraError({
      code: 'credentials_rejected',
      retryable: false,
      userMessage,
      details: { provider, reason, ...details },
    }),

  /** @param what the end of "may not ...": `list the pods of this cluster` */
  denied: (what: string, todo: string, details: Record<string, unknown> = {}) =>
    new AuroraError({
      code: 'cloud_denied',
      retryable: false,
      userMessage: `The ${title} credentials of this connection may not ${what}. This part of the inventory is left as it was. ${todo}`,
      details: { provider, reason: 'denied', ...details },
    }),

  cursorExpired: () =>
    new AuroraError({
      code: 'cursor_expired',
      retryable: false,
      userMessage: `${title} no longer takes the place where this listing was. It starts over.`,
      details: { provider, reason: 'cursor' },
    }),

  throttled: (pauseMs: number | undefined) =>
    new AuroraError({
      code: 'cloud_throttled',
      retryable: true,
      userMessage: `${title} asked Aurora to slow down. It is tried again after a pause.`,
      details: { provider, reason: 'throttled' },
      retryAfterMs: pauseMs,
    }),

  unreachable: (details: Record<string, unknown> = {}) =>
    new AuroraError({
      code: 'cloud_failed',
      retryable: true,
      userMessage: `${title} did not answer properly. It is tried again.`,
      details: { provider, reason: 'unreachable', ...details },
    }),

  refused: (code: string) =>
    new AuroraError({
      code: 'cloud_failed',
      retryable: false,
      userMessage: `${title} refused a request of the inventory (${code}). Nothing was marked as gone; please report this.`,
      details: { provider, reason: 'refused', providerCode: code },
    }),
});

/** Code or class of an error without an answer, such as `ECONNRESET`: enough to look for it, and never its text. */
export function errorName(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause ? errorName(cause) : String(name ?? 'unknown');
}
