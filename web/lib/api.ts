import { ApiProblem, problemOf, unreachable } from './problem.ts';
import { newRequestId } from './request-id.ts';
import type { TokenSource } from './token.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Api = <Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal) => Promise<Answer>;

export type ApiParts = {
  apiUrl: string;
  tokens: TokenSource;
  /** The session is over: the page can only go and sign in again. */
  onSignedOut: () => void;
  send?: typeof fetch;
};

/**
 * Calls the API from the page. A token that the API refuses is renewed once; every failure is an ApiProblem.
 *
 * @throws ApiProblem
 */
export function createApi({ apiUrl, tokens, onSignedOut, send = (...args) => fetch(...args) }: ApiParts): Api {
  const once = (method: string, path: string, token: string, body: unknown, signal?: AbortSignal) => {
    const requestId = newRequestId();
    return send(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-request-id': requestId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal,
    }).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw unreachable(requestId);
    });
  };

  const tokenOr401 = (stale?: string) =>
    tokens.get(stale).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 401) onSignedOut();
      throw error;
    });

  return async <Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal) => {
    const token = await tokenOr401();
    let response = await once(method, path, token, body, signal);
    if (response.status === 401) response = await once(method, path, await tokenOr401(token), body, signal);
    if (response.status === 401) onSignedOut();
    if (!response.ok) throw await problemOf(response);
    return (await answerOf(response)) as Answer;
  };
}

/** Files, such as CSV or what was uploaded, come as a `Blob`. */
function answerOf(response: Response): Promise<unknown> | undefined {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  return /^(text\/csv|application\/jsonl|application\/octet-stream)/.test(type) ? response.blob() : response.json();
}
