import type { Metadata } from 'next';
import Link from 'next/link';
import { SignInForm } from '@/components/sign-in-form.tsx';
import { safePath } from '@/lib/safe-path.ts';

export const metadata: Metadata = { title: 'Sign in' };

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
      <SignInForm callbackUrl={target} />
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
