import { createHash } from 'node:crypto';
import type { Renewed } from '../api-types.generated.ts';
import { postAuth } from './api.ts';
import { keepRefreshToken, refreshTokenOf } from './refresh-token.ts';

/** An access token is not given to a call when it ends this soon. */
const spareMs = 60_000;
/** Of so many sessions at once; the oldest are asked for again. */
const most = 500;

/** By hash: what is kept here for minutes should be no refresh token. */
const held = new Map<string, Promise<Renewed>>();

const keyOf = (refreshToken: string) => createHash('sha256').update(refreshToken).digest('base64');
const endsSoon = ({ accessTokenExpiresAt }: Renewed) => Date.parse(accessTokenExpiresAt) - Date.now() < spareMs;

/**
 * The access token of the session whose cookie came, for calls that the web server makes itself. A page of Temporal sends
 * many calls with one cookie, and a refresh token is used once: so they share one renewal, and go on with what it gave.
 *
 * @returns null where nobody is signed in
 * @throws ApiProblem
 */
export async function accessTokenOf(): Promise<string | null> {
  const refreshToken = await refreshTokenOf();
  if (!refreshToken) return null;
  const renewed = await renewedOf(refreshToken);
  if (renewed.refreshToken !== refreshToken) await keepRefreshToken(renewed.refreshToken);
  return renewed.accessToken;
}

async function renewedOf(refreshToken: string): Promise<Renewed> {
  const key = keyOf(refreshToken);
  const known = held.get(key);
  if (!known) return renew(key, refreshToken);
  const renewed = await known;
  if (!endsSoon(renewed)) return renewed;
  // A cookie that was never replaced goes on from the successor of its token, or that would count as copied.
  if (renewed.refreshToken !== refreshToken) return renewedOf(renewed.refreshToken);
  return held.get(key) === known ? renew(key, refreshToken) : renewedOf(refreshToken);
}

/** Kept under the used token and under its successor, before anybody waits. */
function renew(key: string, refreshToken: string): Promise<Renewed> {
  const renewing = postAuth<Renewed>('token', { refreshToken }).then((renewed) => {
    keep(keyOf(renewed.refreshToken), renewing);
    return renewed;
  });
  keep(key, renewing);
  renewing.catch(() => held.delete(key));
  return renewing;
}

function keep(key: string, renewing: Promise<Renewed>): void {
  held.delete(key);
  held.set(key, renewing);
  const [oldest] = held.keys();
  if (held.size > most && oldest !== undefined) held.delete(oldest);
}
