import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthForm, type FormField } from '@/components/auth-form.tsx';
import { safePath } from '@/lib/safe-path.ts';
import { registerAction } from '../actions.ts';

export const metadata: Metadata = { title: 'Register' };

const fields: FormField[] = [
  { name: 'name', label: 'Your name', autoComplete: 'name' },
  { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'email' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: 'At least 12 characters.',
  },
  {
    name: 'organisation',
    label: 'Organisation',
    autoComplete: 'organization',
    hint: 'You become its first administrator.',
  },
];

export default async function RegisterPage({ searchParams }: { searchParams: Promise<{ callbackUrl?: string }> }) {
  const { callbackUrl } = await searchParams;
  return (
    <div className="grid gap-5">
      <h1 className="font-semibold text-xl">Register</h1>
      <AuthForm
        action={registerAction}
        fields={fields}
        submit="Create the organisation"
        testId="register-submit"
        callbackUrl={safePath(callbackUrl)}
      />
      <p className="text-muted">
        Registered already?{' '}
        <Link className="text-primary underline underline-offset-2" href="/sign-in">
          Sign in
        </Link>
      </p>
    </div>
  );
}
