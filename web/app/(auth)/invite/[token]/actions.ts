'use server';

import { redirect } from 'next/navigation';
import type { SignedIn } from '@/lib/api-types.generated.ts';
import { ApiProblem, fieldErrors } from '@/lib/problem.ts';
import { postAuth } from '@/lib/server/api.ts';
import { keepSignedIn, refreshTokenOf } from '@/lib/server/refresh-token.ts';
import type { FormState } from '../../actions.ts';

const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim();

/** Joins with a new account, or with the one that the address has, and goes in. The link's token is in the form. */
export async function acceptInvitationAction(_before: FormState, form: FormData): Promise<FormState> {
  const values = { name: text(form, 'name') };
  const password = String(form.get('password') ?? '');
  if (password === '') return { fields: { password: 'Enter a password.' }, problem: null, values };
  const code = text(form, 'code');
  const before = await refreshTokenOf();
  let signedIn: SignedIn;
  try {
    const given = { token: text(form, 'token'), password, ...(values.name ? values : {}), ...(code ? { code } : {}) };
    signedIn = await postAuth<SignedIn>('invitation/accept', given);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.problem.code === 'totp_required' && !code) {
      return { fields: { code: 'Enter the code of your authenticator app.' }, problem: null, values };
    }
    const fields = fieldErrors(error.problem);
    return { fields, problem: Object.keys(fields).length > 0 ? null : error.problem.detail, values };
  }
  // Whoever was signed in here before is not who goes on.
  if (before) await postAuth('sign-out', { refreshToken: before }).catch(() => undefined);
  await keepSignedIn(signedIn);
  redirect('/');
}
