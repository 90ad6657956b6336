'use client';

import { useMutation } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';

export function CancelButton({ run }: { run: Run }) {
  const { api } = useApp();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const cancel = useMutation({
    mutationFn: () => {
      const text = reason.trim();
      return api('POST', `/runs/${run.id}/cancel`, { id: v7(), ...(text ? { reason: text } : {}) });
    },
    onSuccess: () => setOpen(false),
  });
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" look="dangerPlain">
          <Ban /> Cancel the run
        </Button>
      </DialogTrigger>
      <DialogBody
        title="Cancel this run?"
        description="Nothing has been changed, and nothing will be. The revision stays; it can be planned again."
      >
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            cancel.mutate();
          }}
        >
          <Field label="Reason (optional)">
            {(props) => (
              <Input {...props} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          {cancel.error ? <ProblemNotice error={cancel.error} /> : null}
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button type="submit" look="danger" disabled={cancel.isPending}>
              Cancel the run
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
