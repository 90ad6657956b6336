'use server';

import { redirect } from 'next/navigation';
import { SignInRefused, signIn, signOut } from '@/auth.ts';
import type { SignedIn } from '@/lib/api-types.generated.ts';
import { ApiProblem, fieldErrors, type Problem, wordsFor } from '@/lib/problem.ts';
import { checkRegistration, checkSignIn, type Fields } from '@/lib/registration.ts';
import { safePath } from '@/lib/safe-path.ts';
import { postAuth } from '@/lib/server/api.ts';
import { keepSignedIn, refreshTokenOf } from '@/lib/server/refresh-token.ts';

export type FormState = {
  fields: Fields;
  problem: string | null;
  values: Fields;
  /** The password was right: the code of the second step is asked for. */
  needsCode?: boolean;
};

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

/** Signs in through Auth.js, which asks the API. Null when it worked. */
async function signInWith(email: string, password: string, code = ''): Promise<Problem | null> {
  try {
    await signIn('credentials', { email, password, ...(code ? { code } : {}), redirect: false });
    return null;
  } catch (error) {
    if (error instanceof SignInRefused) return error.problem;
    const { title, detail, retryable, requestId } = wordsFor(error);
    return { type: 'about:blank', title, detail, retryable, requestId, status: 500, code: 'internal' };
  }
}

export async function signInAction(_before: FormState, form: FormData): Promise<FormState> {
  const values = { email: text(form, 'email').trim() };
  const password = text(form, 'password');
  const fields = checkSignIn({ ...values, password });
  if (Object.keys(fields).length > 0) return { fields, problem: null, values };
  const code = text(form, 'code').trim();
  const problem = await signInWith(values.email, password, code);
  if (problem?.code === 'totp_required') {
    return { fields: code ? { code: problem.detail } : {}, problem: null, values, needsCode: true };
  }
  if (problem?.status === 401) {
    return {
      fields: {},
      values,
      problem: 'The e-mail address and the password do not belong together. Check both and try again.',
    };
  }
  if (problem) return { fields: fieldErrors(problem), problem: problem.detail, values };
  redirect(safePath(text(form, 'callbackUrl')));
}

export async function registerAction(_before: FormState, form: FormData): Promise<FormState> {
  const values = {
    name: text(form, 'name').trim(),
    email: text(form, 'email').trim(),
    organisation: text(form, 'organisation').trim(),
  };
  const password = text(form, 'password');
  const fields = checkRegistration({ ...values, password });
  if (Object.keys(fields).length > 0) return { fields, problem: null, values };
  try {
    // Registering signs in as well.
    await keepSignedIn(await postAuth<SignedIn>('register', { ...values, password }));
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 409) {
      return { fields: { email: 'This address is registered already. Sign in instead.' }, problem: null, values };
    }
    const found = fieldErrors(error.problem);
    return { fields: found, problem: Object.keys(found).length > 0 ? null : error.problem.detail, values };
  }
  redirect(safePath(text(form, 'callbackUrl')));
}

/** Ends the session here and in the API. The cookie goes even when the API does not answer. */
export async function signOutAction(): Promise<void> {
  const refreshToken = await refreshTokenOf();
  if (refreshToken) await postAuth('sign-out', { refreshToken }).catch(() => undefined);
  await signOut({ redirectTo: '/sign-in' });
}
