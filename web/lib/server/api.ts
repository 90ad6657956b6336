import { headers } from 'next/headers';
import { problemOf, unreachable } from '../problem.ts';
import { internalApiUrl } from './env.ts';
import { requestIdOf } from './request-id.ts';

/**
 * Posts to one of the API's `/auth/*` routes from the web server.
 *
 * @throws ApiProblem for every answer that is not 2xx, and when the API cannot be reached
 */
export async function postAuth<Answer>(path: string, body: unknown): Promise<Answer> {
  const asked = await headers();
  // Of the browser, not of this server: the list of sign-ins tells people apart by them.
  const passed = ['x-forwarded-for', 'user-agent'].flatMap((name) => {
    const value = asked.get(name);
    return value ? [[name, value] as const] : [];
  });
  const requestId = await requestIdOf();
  const response = await fetch(`${internalApiUrl()}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId, ...Object.fromEntries(passed) },
    body: JSON.stringify(body),
    cache: 'no-store',
    signal: AbortSignal.timeout(15_000),
  }).catch(() => {
    throw unreachable(requestId);
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
