import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthForm, type FormField } from '@/components/auth-form.tsx';
import type { ShownInvitation } from '@/lib/api-types.generated.ts';
import { ApiProblem } from '@/lib/problem.ts';
import { roleWords } from '@/lib/role-words.ts';
import { postAuth } from '@/lib/server/api.ts';
import { acceptInvitationAction } from './actions.ts';

export const metadata: Metadata = { title: 'Invitation', robots: { index: false } };

const newPerson: FormField[] = [
  { name: 'name', label: 'Your name', autoComplete: 'name' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: 'At least 12 characters.',
  },
];

const known: FormField[] = [
  { name: 'password', label: 'Password of your account', type: 'password', autoComplete: 'current-password' },
  {
    name: 'code',
    label: 'Code (optional)',
    autoComplete: 'one-time-code',
    hint: 'Of your authenticator app, where your account asks for one.',
  },
];

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = await invitationOf(token);
  return 'problem' in found ? <Refused problem={found.problem} /> : <Invited token={token} invitation={found} />;
}

async function invitationOf(token: string): Promise<ShownInvitation | { problem: string }> {
  try {
    return await postAuth<ShownInvitation>('invitation', { token });
  } catch (error) {
    if (error instanceof ApiProblem) return { problem: error.problem.detail };
    throw error;
  }
}

function Invited({ token, invitation }: { token: string; invitation: ShownInvitation }) {
  const { organisation, invitedBy, role, email, hasAccount } = invitation;
  return (
    <div className="grid gap-5">
      <h1 className="font-semibold text-xl">Join {organisation}</h1>
      <p className="text-muted">
        {invitedBy} invites <span className="text-foreground">{email}</span> as {roleWords[role].label.toLowerCase()}.
      </p>
      <AuthForm
        action={acceptInvitationAction}
        fields={hasAccount ? known : newPerson}
        hidden={{ token }}
        submit="Join"
        testId="join-submit"
      />
    </div>
  );
}

const Refused = ({ problem }: { problem: string }) => (
  <div className="grid gap-5">
    <h1 className="font-semibold text-xl">This invitation does not hold</h1>
    <p className="text-muted">{problem}</p>
    <Link className="text-primary underline underline-offset-2" href="/sign-in">
      Sign in
    </Link>
  </div>
);
