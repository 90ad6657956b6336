'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import type { NoticeChannel } from '@/lib/api-types.generated.ts';
import { useRotateSecret } from '@/lib/notice-queries.ts';
import { SigningSecret } from './channel-dialog.tsx';

/** A new key to sign with; for a day both are used, so that a receiver can change over. */
export function RotateSecretDialog({ channel: { id, name } }: { channel: NoticeChannel }) {
  const [open, setOpen] = useState(false);
  const rotate = useRotateSecret(id);
  const made = rotate.data;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (next) rotate.reset();
        setOpen(next);
      }}
    >
      <DialogTrigger asChild>
        <Button size="sm" aria-label={`New signing secret for ${name}`}>
          New secret
        </Button>
      </DialogTrigger>
      <DialogBody
        title={made ? `The new secret of ${name}` : `New signing secret for ${name}?`}
        description={
          made
            ? undefined
            : 'For a day each request is signed with the old and the new one. Then only the new one holds.'
        }
        className="max-w-lg"
        onInteractOutside={(event) => made && event.preventDefault()}
      >
        {rotate.error ? <ProblemNotice error={rotate.error} /> : null}
        {made ? (
          <>
            <SigningSecret secret={made.signingSecret} close={() => setOpen(false)} />
            <p className="-mt-2 text-muted text-xs">
              The old one holds until <TimeText at={made.previousUntil} />.
            </p>
          </>
        ) : (
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Keep the old one</Button>
            <Button look="primary" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
              Make a new secret
            </Button>
          </DialogActions>
        )}
      </DialogBody>
    </Dialog>
  );
}
