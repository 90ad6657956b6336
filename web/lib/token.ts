import type { Renewed } from './api-types.generated.ts';
import { problemOf, unreachable } from './problem.ts';

/** Renewed this long before it ends, so that no call carries a token that ends on the way. */
const spareMs = 60_000;

/** What the page gets of a renewal: the refresh token stays on the server. */
export type AccessToken = Omit<Renewed, 'refreshToken'>;

export type TokenSource = {
  /** The token in use, or a new one. `stale`: a token that the API has just refused. */
  get: (stale?: string) => Promise<string>;
};

/**
 * Keeps one access token for the tab. Calls that come together share one request.
 *
 * @throws ApiProblem 401 when the session has ended
 */
export function createTokenSource(
  load: () => Promise<AccessToken> = loadToken,
  now: () => number = Date.now,
): TokenSource {
  let token: AccessToken | null = null;
  let loading: Promise<AccessToken> | null = null;

  const fresh = async () => {
    loading ??= load().finally(() => {
      loading = null;
    });
    token = await loading;
    return token.accessToken;
  };

  return {
    get: async (stale) => {
      const usable = token !== null && Date.parse(token.accessTokenExpiresAt) - now() > spareMs;
      if (!token || !usable || token.accessToken === stale) return fresh();
      return token.accessToken;
    },
  };
}

async function loadToken(): Promise<AccessToken> {
  const response = await fetch('/api/token', { cache: 'no-store' }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as AccessToken;
}
