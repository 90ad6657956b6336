'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useAccount, useProveAgain } from '@/lib/account-queries.ts';
import { ApiProblem } from '@/lib/problem.ts';

/** The API asks for a proof before it does this. */
export const asksForProof = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code === 'step_up_required';

type ProofDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What goes on once it is clear who asks. */
  why: string;
  onProven: () => void;
};

/** Asks for the password again, or for a code where two-step sign-in is on. Then what was begun goes on. */
export function ProofDialog({ open, onOpenChange, why, onProven }: ProofDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogBody title="Confirm that it is you" description={why} className="max-w-md">
        <ProofForm
          cancel={() => onOpenChange(false)}
          onProven={() => {
            onOpenChange(false);
            onProven();
          }}
        />
      </DialogBody>
    </Dialog>
  );
}

function ProofForm({ cancel, onProven }: { cancel: () => void; onProven: () => void }) {
  const { data: account, error, refetch } = useAccount();
  const prove = useProveAgain();
  const [given, setGiven] = useState('');
  if (error && !account) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!account) return <SkeletonRows rows={1} className="h-16" />;
  const proof = account.twoSteps ? { code: given.trim() } : { password: given };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (given.trim()) prove.mutate(proof, { onSuccess: onProven });
      }}
    >
      <Field
        label={account.twoSteps ? 'Code' : 'Password'}
        hint={account.twoSteps ? 'The six digits that your device shows, or a recovery code.' : undefined}
      >
        {(props) => (
          <Input
            {...props}
            data-testid="proof"
            autoFocus
            type={account.twoSteps ? 'text' : 'password'}
            inputMode={account.twoSteps ? 'text' : undefined}
            autoComplete={account.twoSteps ? 'one-time-code' : 'current-password'}
            value={given}
            maxLength={account.twoSteps ? 40 : 200}
            onChange={(event) => setGiven(event.target.value)}
          />
        )}
      </Field>
      {prove.error ? <ProblemNotice error={prove.error} /> : null}
      <DialogActions>
        <Button onClick={cancel}>Cancel</Button>
        <Button type="submit" look="primary" data-testid="proof-submit" disabled={!given.trim() || prove.isPending}>
          Confirm
        </Button>
      </DialogActions>
    </form>
  );
}
