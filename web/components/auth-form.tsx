'use client';

import { LoaderCircle } from 'lucide-react';
import { useActionState, useEffect, useRef } from 'react';
import type { FormState } from '@/app/(auth)/actions.ts';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';

export type FormField = { name: string; label: string; type?: string; autoComplete: string; hint?: string };

type AuthFormProps = {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  fields: FormField[];
  submit: string;
  testId: string;
  callbackUrl?: string;
  /** Goes with the form, such as the token of an invitation. */
  hidden?: Record<string, string>;
};

const untouched: FormState = { fields: {}, problem: null, values: {} };

export function AuthForm({ action, fields, submit, testId, callbackUrl = '/', hidden = {} }: AuthFormProps) {
  const [state, run, pending] = useActionState(action, untouched);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const wrong = fields.find((field) => state.fields[field.name]);
    if (wrong) form.current?.querySelector<HTMLInputElement>(`[name="${wrong.name}"]`)?.focus();
  }, [state, fields]);
  return (
    <form ref={form} action={run} noValidate className="grid gap-4">
      {state.problem ? (
        <p role="alert" className="rounded-md border border-bad/30 bg-bad-soft p-2.5 text-sm">
          {state.problem}
        </p>
      ) : null}
      {fields.map(({ name, label, hint, ...input }) => (
        <Field key={name} label={label} hint={hint} error={state.fields[name]}>
          {(props) => <Input {...props} {...input} name={name} defaultValue={state.values[name]} className="h-9" />}
        </Field>
      ))}
      {Object.entries({ callbackUrl, ...hidden }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" look="primary" className="h-9" disabled={pending} data-testid={testId}>
        {pending ? <LoaderCircle className="animate-spin" aria-label="One moment" /> : null}
        {submit}
      </Button>
    </form>
  );
}
