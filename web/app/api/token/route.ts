import { NextResponse } from 'next/server';
import type { Renewed } from '@/lib/api-types.generated.ts';
import { ApiProblem } from '@/lib/problem.ts';
import { postAuth } from '@/lib/server/api.ts';
import { forgetSession, keepRefreshToken, refreshTokenOf } from '@/lib/server/refresh-token.ts';
import { requestIdOf } from '@/lib/server/request-id.ts';

const answer = (body: unknown, status: number) =>
  NextResponse.json(body, { status, headers: { 'cache-control': 'no-store' } });

const refused = async (status: number, code: string, detail: string) =>
  answer({ code, detail, status, requestId: await requestIdOf() }, status);

/**
 * Gives the page a short-lived access token for the API. The refresh token stays in the cookie.
 * Only our own pages may ask: another site could not read the answer, but should not even cause the call.
 */
export async function GET(request: Request) {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') {
    return refused(403, 'forbidden', 'Only pages of this site may ask for a token.');
  }
  const refreshToken = await refreshTokenOf();
  if (!refreshToken) return refused(401, 'unauthenticated', 'You are signed out.');
  try {
    const renewed = await postAuth<Renewed>('token', { refreshToken });
    await keepRefreshToken(renewed.refreshToken);
    const { accessToken, accessTokenExpiresAt } = renewed;
    return answer({ accessToken, accessTokenExpiresAt }, 200);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    // With the cookie left in place, the sign-in page would send the person straight back here.
    if (error.status === 401) await forgetSession();
    return answer(error.problem, error.status === 0 ? 503 : error.status);
  }
}
