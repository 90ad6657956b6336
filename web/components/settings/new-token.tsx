'use client';

import { useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CodeLines } from '@/components/ui/code-lines.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { SecretOnce } from '@/components/ui/secret-once.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useApp } from '@/lib/app.tsx';
import { rolesUpTo, roleWords } from '@/lib/role-words.ts';
import { useCreateToken } from '@/lib/settings-queries.ts';
import type { Role } from '@/lib/types.ts';
import { useRole } from '@/lib/use-role.ts';

/** Stands apart from its buttons: a list that is drawn anew must not take away what is shown once. */
export function NewTokenDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    onOpenChange(false);
    setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <DialogBody
        title={secret ? 'Your new token' : 'New token'}
        description={secret ? undefined : 'It acts as you, and everything it does is in the audit log.'}
        className="max-w-lg"
        // A click beside the dialog must not throw away what is shown once.
        onInteractOutside={(event) => secret && event.preventDefault()}
      >
        {secret ? <Made secret={secret} close={close} /> : <Form close={close} onMade={setSecret} />}
      </DialogBody>
    </Dialog>
  );
}

const lives = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '366', label: 'A year' },
] as const;

function Form({ close, onMade }: { close: () => void; onMade: (secret: string) => void }) {
  const own = useRole();
  const create = useCreateToken();
  const choices = rolesUpTo(own);
  const [id] = useState(() => v7());
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(own === 'viewer' ? 'viewer' : 'operator');
  const [days, setDays] = useState('90');
  const submit = () =>
    create.mutate(
      { id, name: name.trim(), role, expiresInDays: Number(days) },
      { onSuccess: ({ token }) => onMade(token) },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) submit();
      }}
    >
      <Field label="Name" hint="What it is for, such as “nightly sync”.">
        {(props) => <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <div className="grid content-start gap-1">
          <span className="font-medium text-xs">Role</span>
          <Select
            label="Role"
            value={role}
            onChange={(value) => setRole(choices.find((one) => one === value) ?? role)}
            options={choices.map((one) => ({ value: one, label: roleWords[one].label }))}
          />
        </div>
        <div className="grid content-start gap-1">
          <span className="font-medium text-xs">Ends after</span>
          <Select label="Ends after" value={days} onChange={setDays} options={lives} />
        </div>
      </div>
      <p className="-mt-2 text-muted text-xs">
        {roleWords[role].says} Never more than your own role, which is {roleWords[own].label.toLowerCase()}.
      </p>
      {create.error ? <ProblemNotice error={create.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!name.trim() || create.isPending}>
          Create the token
        </Button>
      </DialogActions>
    </form>
  );
}

function Made({ secret, close }: { secret: string; close: () => void }) {
  const { apiUrl } = useApp();
  return (
    <div className="grid gap-4">
      <SecretOnce label="The token" secret={secret}>
        Whoever has it can act as you, up to its role, until it ends or you revoke it. Keep it where secrets are kept.
      </SecretOnce>
      <CodeLines
        label="Try it"
        text={`export AURORA_TOKEN=…\ncurl -H "Authorization: Bearer $AURORA_TOKEN" ${apiUrl}/api/v1/me`}
      />
      <DialogActions>
        <Button look="primary" onClick={close}>
          I have copied it
        </Button>
      </DialogActions>
    </div>
  );
}
