'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { Project, Revision } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import type { FileChange, Files } from '@/lib/draft.ts';
import { keys } from '@/lib/keys.ts';
import { ApiProblem } from '@/lib/problem.ts';
import { useRefresh } from '@/lib/queries.ts';

type SaveDialogProps = {
  project: Project;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  files: Files;
  base: number | null;
  changes: readonly FileChange[];
  onSaved: () => void;
};

/** Keeps the edits as a revision, with the reason that people will read beside its plan. */
export function SaveDialog({ project, open, onOpenChange, files, base, changes, onSaved }: SaveDialogProps) {
  const { api } = useApp();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () =>
      api<Revision>('POST', `/projects/${project.id}/revisions`, {
        id: v7(),
        contents: files,
        reason: reason.trim(),
        baseNumber: base,
      }),
    onSuccess: async (revision) => {
      await refresh(keys.project(project.id), keys.projects);
      toast.success(`Saved as revision ${revision.number}`, { description: 'Run it to see its plan.' });
      setReason('');
      onSaved();
      onOpenChange(false);
    },
    // The page then shows who was faster, and what can be done.
    onError: (error) => void (isConflict(error) && refresh(keys.revisions(project.id))),
  });
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogBody
        title="Save as a revision"
        description={`${changes.length === 1 ? '1 file changes' : `${changes.length} files change`}: ${changes.map(({ path }) => path).join(', ')}`}
      >
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim()) save.mutate();
          }}
        >
          <Field label="What changes, and why" hint="Those who approve a plan of it read this first.">
            {(props) => (
              <Input
                {...props}
                value={reason}
                maxLength={500}
                onChange={(event) => setReason(event.target.value)}
                data-testid="revision-reason"
              />
            )}
          </Field>
          {save.error ? <SaveProblem error={save.error} /> : null}
          <DialogActions>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button
              type="submit"
              look="primary"
              disabled={!reason.trim() || save.isPending}
              data-testid="save-revision"
            >
              Save the revision
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}

const isConflict = (error: unknown) => error instanceof ApiProblem && error.status === 409;

function SaveProblem({ error }: { error: unknown }) {
  if (!isConflict(error)) return <ProblemNotice error={error} />;
  return (
    <p role="alert" className="rounded-md border border-warn/30 bg-warn-soft p-3">
      Someone saved another revision while you were editing, so yours was not saved. Nothing of yours is lost: close
      this, compare the two, and decide which stands.
    </p>
  );
}
