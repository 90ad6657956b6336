'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LockOpen } from 'lucide-react';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { useApp } from '@/lib/app.tsx';

/** Only the lock that is shown is taken away: another one that came since stays, and the answer says so. */
export function ReleaseLock({ runId, lockId, owner }: { runId: string; lockId: string; owner: string }) {
  const { api } = useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const release = useMutation({
    mutationFn: () => api('POST', `/runs/${runId}/release-lock`, { lockId }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      setOpen(false);
    },
  });
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" look="dangerPlain">
          <LockOpen /> Release the lock
        </Button>
      </DialogTrigger>
      <DialogBody
        title="Release the lock of the state?"
        description={`It belongs to ${owner}. If that Terraform is still at work, two of them would then write the same state. Be sure that it is dead.`}
      >
        {release.error ? <ProblemNotice error={release.error} /> : null}
        <DialogActions>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button look="danger" disabled={release.isPending} onClick={() => release.mutate()}>
            Release the lock
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
