/**
 * OVHcloud's REST API, signed. Not by @ovhcloud/node-ovh: it gives back no headers (so no Retry-After), takes no signal
 * and no address but https on a port, logs to the console, and its types are none.
 */
import { asked, persistently } from '../asking.ts';
import type { AskOptions, Pace } from '../provider.ts';
import { OvhAnswer, outOfTime, ovhFailure } from './failures.ts';
import { type OvhSecret, ovhPlaces } from './secret.ts';
import { signedHeaders } from './signature.ts';

const timeoutMs = 30_000;

export type OvhClient = { get<Answer>(path: string, options?: AskOptions): Promise<Answer> };

export function ovhClient({ secret, pace, endpoint }: { secret: OvhSecret; pace: Pace; endpoint?: string }): OvhClient {
  const base = `${endpoint ?? ovhPlaces[secret.endpoint].url}/1.0`;
  /** OVHcloud's clock minus ours, in seconds. A signature that is off by more than a few minutes is refused. */
  let skew: Promise<number> | undefined;

  async function fetched<Answer>(
    path: string,
    headers: Record<string, string>,
    { signal }: AskOptions,
  ): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${base}${path}`, {
      headers: { accept: 'application/json', ...headers },
      // The signature is for this address alone.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.ok) return (await response.json()) as Answer;
    const body = (await response.json().catch(() => ({}))) as { errorCode?: string };
    throw new OvhAnswer({
      status: response.status,
      errorCode: body.errorCode ?? '',
      retryAfter: response.headers.get('retry-after'),
      path,
    });
  }

  const askTime = async (options: AskOptions): Promise<number> => {
    await pace.take('ovh', options.signal);
    return (await fetched<number>('/auth/time', {}, options)) - Math.round(Date.now() / 1000);
  };

  const serverSkew = (options: AskOptions): Promise<number> => {
    skew ??= askTime(options).catch((error) => {
      skew = undefined;
      throw error;
    });
    return skew;
  };

  async function signed<Answer>(path: string, options: AskOptions): Promise<Answer> {
    const time = Math.round(Date.now() / 1000) + (await serverSkew(options));
    const headers = signedHeaders(secret, `${base}${path}`, time);
    return fetched(path, headers, options);
  }

  return {
    get: <Answer>(path: string, options: AskOptions = {}) =>
      persistently(() =>
        asked({ pace, api: 'ovh', signal: options.signal, failure: meant }, () =>
          signed<Answer>(path, options).catch(async (error: unknown) => {
            if (!outOfTime(error)) throw error;
            // Our clock was set, or the worker slept: ask for the time once more.
            skew = undefined;
            await pace.take('ovh', options.signal);
            return signed<Answer>(path, options);
          }),
        ),
      ),
  };
}

/** Keeps the answer as the cause: some say that one thing is gone, which is no failure of a listing. */
function meant(error: unknown) {
  const failure = ovhFailure(error);
  if (error instanceof OvhAnswer) failure.cause = error;
  return failure;
}
