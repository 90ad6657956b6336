'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { Session } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { useRefresh } from '@/lib/queries.ts';

type Props = { session: Session; open: boolean; onOpenChange: (open: boolean) => void };

export function RenameDialog({ session, open, onOpenChange }: Props) {
  const { api } = useApp();
  const refresh = useRefresh();
  const [title, setTitle] = useState(session.title);
  const rename = useMutation({
    mutationFn: () => api<Session>('PATCH', `/sessions/${session.id}`, { title: title.trim() }),
    onSuccess: () => {
      void refresh(keys.sessions, keys.session(session.id));
      onOpenChange(false);
    },
  });
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogBody title="Rename the chat">
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (title.trim()) rename.mutate();
          }}
        >
          <Field label="Title">
            {(props) => (
              <Input {...props} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
            )}
          </Field>
          {rename.error ? <ProblemNotice error={rename.error} /> : null}
          <DialogActions>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" look="primary" disabled={!title.trim() || rename.isPending}>
              Rename
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
