'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { useChangePassword } from '@/lib/account-queries.ts';

const shortest = 12;

export function PasswordSection() {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const tooShort = next.length > 0 && next.length < shortest;
  const submit = () =>
    change.mutate(
      { current, password: next },
      {
        onSuccess: ({ ended }) => {
          setCurrent('');
          setNext('');
          toast.success('Your password is changed', {
            description:
              ended > 0 ? `You were signed out in ${ended} other ${ended === 1 ? 'place' : 'places'}.` : undefined,
          });
        },
      },
    );
  return (
    <Section id="password" title="Password" note="A new one signs you out everywhere else.">
      <form
        className="panel grid gap-3 p-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (current && next.length >= shortest) submit();
        }}
      >
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Field label="Current password">
            {(props) => (
              <Input
                {...props}
                data-testid="current-password"
                type="password"
                autoComplete="current-password"
                maxLength={200}
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="New password"
            hint={`At least ${shortest} characters; not your name or e-mail address.`}
            error={tooShort ? `At least ${shortest} characters; this has ${next.length}.` : undefined}
          >
            {(props) => (
              <Input
                {...props}
                data-testid="new-password"
                type="password"
                autoComplete="new-password"
                maxLength={200}
                value={next}
                onChange={(event) => setNext(event.target.value)}
              />
            )}
          </Field>
        </div>
        {change.error ? <ProblemNotice error={change.error} /> : null}
        <div>
          <Button
            type="submit"
            data-testid="change-password"
            disabled={!current || next.length < shortest || change.isPending}
          >
            Change the password
          </Button>
        </div>
      </form>
    </Section>
  );
}
