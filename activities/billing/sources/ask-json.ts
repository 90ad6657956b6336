/** One request to a JSON API: leave is asked for first, numbers come back as the text that was sent. */

import { AuroraError } from '../../../platform/errors.ts';
import { retryAfterMs } from '../../inventory/cloud-failures.ts';
import type { Pace } from '../../inventory/provider.ts';
import { sourceFailure } from './failures.ts';

export type Asking = {
  who: string;
  what: string;
  /** What the provider throttles by. */
  api: string;
  pace: Pace;
  /** Headers that say how long to wait, beside Retry-After; in seconds. */
  waitHeaders?: string[];
  signal?: AbortSignal;
};

type Request = { url: string; method?: string; headers: Record<string, string>; body?: unknown };

const timeoutMs = 60_000;

export async function askJson<Answer>(
  { url, method = 'GET', headers, body }: Request,
  asking: Asking,
): Promise<Answer> {
  const { who, what, api, pace, signal } = asking;
  await pace.take(api, signal);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      // Credentials are for this address alone.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await response.text();
    if (response.ok) return parseExact(text) as Answer;
    const wait = waitOf(response.headers, asking.waitHeaders ?? []);
    if (response.status === 429) await pace.throttled(api, wait);
    throw sourceFailure(who, what, { status: response.status, retryAfterMs: wait });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AuroraError ? error : sourceFailure(who, what, { cause: error });
  }
}

function waitOf(headers: Headers, names: string[]): number | undefined {
  const waits = ['retry-after', ...names].map((name) => retryAfterMs(headers.get(name)) ?? 0);
  const longest = Math.max(...waits);
  return longest > 0 ? longest : undefined;
}

type WithSource = (key: string, value: unknown, context: { source?: string }) => unknown;

/** A number of 20 digits is not one of JavaScript's: it stays the text that it was. */
export function parseExact(text: string): unknown {
  const asText: WithSource = (_key, value, { source }) =>
    typeof value === 'number' ? (source ?? String(value)) : value;
  return JSON.parse(text, asText as (key: string, value: unknown) => unknown);
}
