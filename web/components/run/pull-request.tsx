'use client';

import { GitPullRequest } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { PullRequestBadge, RequestLink } from '@/components/project/pull-requests.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { useOpenPullRequest, useRepository, useRunPullRequest } from '@/lib/repository-queries.ts';
import { applyOnWords } from '@/lib/repository-words.ts';
import { useMayIn } from '@/lib/use-role.ts';

/** The request that proposes this run's files, or the way to open one. Nothing where no repository is linked. */
export function RunPullRequest({ run }: { run: Run }) {
  const link = useRepository(run.projectId).data?.link;
  const request = useRunPullRequest(run.id).data?.pullRequest;
  const may = useMayIn(run.projectId, 'operator');
  if (!link && !request) return null;
  return (
    <section aria-label="Pull request" className="grid gap-2" data-testid="run-pull-request">
      <h2 className="font-semibold">Pull request</h2>
      {request ? (
        <div className="grid gap-1 text-sm">
          <p className="flex flex-wrap items-center gap-2">
            <PullRequestBadge state={request.state} />
            {request.number === null ? null : <span className="tabular-nums">#{request.number}</span>}
            {request.url ? <RequestLink url={request.url} /> : null}
          </p>
          <p className="text-muted text-xs [overflow-wrap:anywhere]">
            {request.repository}, branch {request.branch}
          </p>
          {request.reason ? <p className="text-warn text-xs">{request.reason}</p> : null}
        </div>
      ) : null}
      {link && !request && may ? (
        <>
          <p className="text-muted text-xs">
            Propose its files in {link.repository}, with this plan and its cost. {applyOnWords[link.applyOn].says}
          </p>
          <div>
            <OpenDialog run={run}>
              <Button size="sm">
                <GitPullRequest /> Open as pull request
              </Button>
            </OpenDialog>
          </div>
        </>
      ) : null}
    </section>
  );
}

function OpenDialog({ run, children }: { run: Run; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState(run.revisionReason);
  const propose = useOpenPullRequest(run.id);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title="Open as pull request" className="max-w-lg">
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            propose.mutate(title.trim() || undefined, { onSuccess: () => setOpen(false) });
          }}
        >
          <Field label="Title">
            {(props) => (
              <Input {...props} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
            )}
          </Field>
          {propose.error ? <ProblemNotice error={propose.error} /> : null}
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="primary" disabled={propose.isPending}>
              Open it
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
