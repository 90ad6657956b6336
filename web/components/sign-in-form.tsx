'use client';

import { LoaderCircle } from 'lucide-react';
import { useActionState, useState } from 'react';
import { type FormState, signInAction } from '@/app/(auth)/actions.ts';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';

const untouched: FormState = { fields: {}, problem: null, values: {} };

/**
 * E-mail and password, then the code where two-step sign-in is on. React empties a form after each answer, to what its
 * fields start with: that is what was sent, so that nobody types their password again for the code.
 */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [given, setGiven] = useState({ email: '', password: '' });
  const [state, run, pending] = useActionState((before: FormState, form: FormData) => {
    setGiven({ email: String(form.get('email') ?? ''), password: String(form.get('password') ?? '') });
    return signInAction(before, form);
  }, untouched);
  const asksForCode = state.needsCode === true;
  return (
    <form action={run} noValidate className="grid gap-4">
      {state.problem ? (
        <p role="alert" className="rounded-md border border-bad/30 bg-bad-soft p-2.5 text-sm">
          {state.problem}
        </p>
      ) : null}
      <div hidden={asksForCode} className={asksForCode ? 'hidden' : 'grid gap-4'}>
        <Field label="E-mail" error={state.fields.email}>
          {(props) => (
            <Input
              {...props}
              name="email"
              type="email"
              autoComplete="username"
              defaultValue={given.email}
              className="h-9"
            />
          )}
        </Field>
        <Field label="Password" error={state.fields.password}>
          {(props) => (
            <Input
              {...props}
              name="password"
              type="password"
              autoComplete="current-password"
              defaultValue={given.password}
              className="h-9"
            />
          )}
        </Field>
      </div>
      {asksForCode ? (
        <Field label="Code" hint="The six digits that your device shows, or a recovery code." error={state.fields.code}>
          {(props) => (
            <Input
              {...props}
              name="code"
              data-testid="sign-in-code"
              autoFocus
              autoComplete="one-time-code"
              maxLength={40}
              className="h-9"
            />
          )}
        </Field>
      ) : null}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Button type="submit" look="primary" className="h-9" disabled={pending} data-testid="sign-in-submit">
        {pending ? <LoaderCircle className="animate-spin" aria-label="One moment" /> : null}
        Sign in
      </Button>
    </form>
  );
}
