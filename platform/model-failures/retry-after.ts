/** How long a provider asks to wait, in milliseconds, from wherever it says so. */

/** More than this is a wrong clock or a quota of days: let the retry policy decide instead. */
const longestWaitMs = 60 * 60 * 1000;

/**
 * Reads `retry-after-ms` (OpenAI), `Retry-After` as seconds or HTTP date (RFC 9110, 10.2.3), Google's
 * `RetryInfo.retryDelay` ("34s"), OpenRouter's `X-RateLimit-Reset` (epoch ms), and "try again in 20s" in words.
 */
export function retryAfterMs(error: unknown, now: number = Date.now()): number | undefined {
  const wait =
    fromMillis(header(error, 'retry-after-ms')) ??
    fromRetryAfter(header(error, 'retry-after'), now) ??
    fromRetryInfo(error) ??
    fromReset(metadataHeader(error, 'X-RateLimit-Reset'), now) ??
    fromWords(error);
  return wait === undefined || wait > longestWaitMs ? undefined : Math.max(0, Math.ceil(wait));
}

const fromMillis = (value: string | undefined) => finite(value);

function fromRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = finite(value);
  if (seconds !== undefined) return seconds * 1000;
  // Date.parse takes nearly anything for a date, "-3" too; an HTTP date names its month.
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function fromRetryInfo(error: unknown): number | undefined {
  const details = get(error, 'errorDetails');
  if (!Array.isArray(details)) return undefined;
  const info = details.find((detail) => String(get(detail, '@type') ?? '').endsWith('RetryInfo'));
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(get(info, 'retryDelay') ?? ''))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function fromReset(value: string | undefined, now: number): number | undefined {
  const epoch = finite(value);
  return epoch === undefined ? undefined : Math.max(0, epoch - now);
}

function fromWords(error: unknown): number | undefined {
  const text = String(get(error, 'message') ?? '');
  const found = /(?:try again in|retry in|retry after)\s+(\d+(?:\.\d+)?)\s*(ms|s|seconds?|m|minutes?)\b/i.exec(text);
  if (found === null) return undefined;
  const unit = (found[2] ?? 's').toLowerCase();
  if (unit === 'ms') return Number(found[1]);
  return Number(found[1]) * (unit.startsWith('m') ? 60_000 : 1000);
}

function header(error: unknown, name: string): string | undefined {
  const headers = get(error, 'headers') ?? get(get(error, 'response'), 'headers');
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value =
    get(headers, name) ??
    get(
      headers,
      name.replace(/\b\w/g, (letter) => letter.toUpperCase()),
    );
  return value === undefined ? undefined : String(value);
}

function metadataHeader(error: unknown, name: string): string | undefined {
  const value = get(get(get(error, 'metadata'), 'headers'), name);
  return value === undefined ? undefined : String(value);
}

function finite(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function get(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
