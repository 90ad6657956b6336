import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthForm, type FormField } from '@/components/auth-form.tsx';
import { safePath } from '@/lib/safe-path.ts';
import { signInAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Sign in' };

const fields: FormField[] = [
  { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'username' },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
];

type Search = { callbackUrl?: string; ended?: string };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { callbackUrl, ended } = await searchParams;
  const target = safePath(callbackUrl);
  return (
    <div className="grid gap-5">
      <h1 className="font-semibold text-xl">Sign in</h1>
      {ended ? (
        <p className="text-muted">Your session has ended. Sign in again and you are back where you were.</p>
      ) : null}
      <AuthForm action={signInAction} fields={fields} submit="Sign in" testId="sign-in-submit" callbackUrl={target} />
      <p className="text-muted">
        New here?{' '}
        <Link
          className="text-primary underline underline-offset-2"
          href={target === '/' ? '/register' : `/register?callbackUrl=${encodeURIComponent(target)}`}
        >
          Register an organisation
        </Link>
      </p>
    </div>
  );
}
