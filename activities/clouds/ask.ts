/** One question to a provider over HTTP. What waiting can help with is thrown, every other answer is for the verifier. */
import type { AuroraError } from '../../platform/errors.ts';
import { errorName, retryAfterMs } from '../inventory/cloud-failures.ts';

const timeoutMs = 20_000;
/** Less is the time that the answer took. */
const skewNoticedSeconds = 60;

export type Reply = {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined where there was none. */
  body: unknown;
  /** The provider's clock minus ours, in seconds, where its answer has a `Date` and the two differ noticeably. */
  skewSeconds: number;
};

export type Failures = {
  throttled(pauseMs: number | undefined): AuroraError;
  unreachable(details?: Record<string, unknown>): AuroraError;
};

export type Question = { method?: string; headers?: Record<string, string>; form?: URLSearchParams; json?: unknown };

/**
 * Redirects are not followed: what is sent is for this address alone.
 *
 * @throws AuroraError retryable: throttled (with the provider's pause), away, 5xx; the signal's own reason
 */
export async function ask(failures: Failures, url: string, question: Question, signal: AbortSignal): Promise<Reply> {
  const { method, headers = {}, form, json } = question;
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  const init: RequestInit = {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  };
  const asked = Date.now();
  const { response, text } = await answered(failures, url, init, signal);
  const { status } = response;
  if (status === 429) throw failures.throttled(retryAfterMs(response.headers.get('retry-after')));
  if (status >= 500 || status === 408) throw failures.unreachable({ status });
  return { status, headers: response.headers, body: asJson(text), skewSeconds: skewOf(response.headers, asked) };
}

async function answered(failures: Failures, url: string, init: RequestInit, signal: AbortSignal) {
  try {
    const response = await fetch(url, init);
    return { response, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    throw failures.unreachable({ cause: errorName(error) });
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function skewOf(headers: Headers, asked: number): number {
  const theirs = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return 0;
  const seconds = Math.round((theirs - (asked + Date.now()) / 2) / 1000);
  return Math.abs(seconds) < skewNoticedSeconds ? 0 : seconds;
}

/** "The clock of this worker is 5 minutes behind." */
export function skewWords(seconds: number, whose: string): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const how = minutes > 1 ? `${minutes} minutes` : `${Math.abs(seconds)} seconds`;
  return `The clock of Aurora's worker is ${how} ${seconds > 0 ? 'behind' : 'ahead of'} ${whose}.`;
}
export const skewRemedy = 'Whoever runs Aurora has to set the clock of its workers, by NTP for instance.';
