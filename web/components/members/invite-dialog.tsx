'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogClose } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { SecretOnce } from '@/components/ui/secret-once.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useInvite } from '@/lib/member-queries.ts';
import { roleOptions, roles, roleWords } from '@/lib/role-words.ts';
import type { Role } from '@/lib/types.ts';

type InviteDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export const InviteDialog = ({ open, onOpenChange }: InviteDialogProps) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogBody title="Invite somebody" description="You get a link that lets this one address in, once, for a week.">
      <Form />
    </DialogBody>
  </Dialog>
);

function Form() {
  const invite = useInvite();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('operator');
  if (invite.data) {
    return (
      <>
        <SecretOnce label="Invitation link" secret={invite.data.link}>
          {invite.data.mailed
            ? `It is being mailed to ${invite.data.invitation.email} as well. Whoever opens it first joins as them.`
            : `This Aurora sends no mail: hand it to ${invite.data.invitation.email} yourself, in a way that only they read. Whoever opens it first joins as them.`}
        </SecretOnce>
        <DialogActions>
          <DialogClose asChild>
            <Button look="primary">Done</Button>
          </DialogClose>
        </DialogActions>
      </>
    );
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ email: email.trim(), role });
      }}
    >
      <Field label="E-mail">
        {(props) => (
          <Input
            {...props}
            type="email"
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-1">
        <span className="font-medium text-xs">Role</span>
        <Select
          label="Role"
          value={role}
          options={roleOptions}
          onChange={(value) => setRole(roles.find((one) => one === value) ?? 'operator')}
        />
        <p className="text-muted text-xs">{roleWords[role].says}</p>
      </div>
      {invite.error ? <ProblemNotice error={invite.error} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" look="primary" data-testid="invite-submit" disabled={!email.trim() || invite.isPending}>
          Make the link
        </Button>
      </DialogActions>
    </form>
  );
}
