const longestMs = 15 * 60_000;

/**
 * The pause that an answer asks for: `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3), or
 * `x-amz-retry-after` in milliseconds (Smithy's retry specification). At most 15 minutes, against a clock gone wrong.
 *
 * @param headers by lower-case name, as the SDK keeps them
 */
export function retryAfterMs(headers: Record<string, string>, now = Date.now()): number | undefined {
  const own = headers['x-amz-retry-after'];
  const standard = headers['retry-after'];
  if (own !== undefined && /^\d+$/.test(own)) return bounded(Number(own));
  if (standard === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(standard)) return bounded(Number(standard) * 1000);
  const at = Date.parse(standard);
  return Number.isNaN(at) ? undefined : bounded(at - now);
}

const bounded = (ms: number) => Math.min(Math.max(Math.round(ms), 0), longestMs);
