'use server';

import { redirect } from 'next/navigation';
import type { SignedIn } from '@/lib/api-types.generated.ts';
import { ApiProblem, type Problem } from '@/lib/problem.ts';
import { postAuth } from '@/lib/server/api.ts';
import { keepSignedIn, refreshTokenOf } from '@/lib/server/refresh-token.ts';

/** Puts a sign-in of another organisation into the cookie. @returns why not; null when it worked */
export async function switchOrganisation(organisationId: string): Promise<Problem | null> {
  const refreshToken = await refreshTokenOf();
  if (!refreshToken) redirect('/sign-in');
  try {
    await keepSignedIn(await postAuth<SignedIn>('switch', { refreshToken, organisationId }));
    return null;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem;
    throw error;
  }
}
