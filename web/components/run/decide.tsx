'use client';

import { Check, LoaderCircle, X } from 'lucide-react';
import { useId, useState } from 'react';
import { ProofDialog } from '@/components/settings/proof-dialog.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input, Textarea } from '@/components/ui/field.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { destroysAnything } from '@/lib/run-words.ts';
import { useDecision } from '@/lib/use-decision.ts';
import { useMayIn } from '@/lib/use-role.ts';

function approveText({ counts }: Run): string {
  const gone = counts ? counts.destroy + counts.replace : 0;
  return gone === 0 ? 'Approve' : `Approve and destroy ${gone}`;
}

/** Approve or reject the plan on the page. Says why not, where the API says no. */
export function Decide({ run, compact }: { run: Run; compact?: boolean }) {
  const decides = useMayIn(run.projectId, 'approver');
  const { decide, checking, refused, unproven, forget } = useDecision(run);
  const [comment, setComment] = useState('');
  const [typed, setTyped] = useState('');
  const whyId = useId();
  const destroys = run.counts ? destroysAnything(run.counts) : false;
  const mustType = run.riskClass === 'critical';
  const { allowed, why } = run.mayApprove;
  const approveOff = checking || !allowed || (mustType && typed.trim() !== run.projectName);
  const rejectOff = checking || !decides;
  return (
    <div className="grid gap-2.5">
      {allowed || !why ? null : (
        <p id={whyId} className="text-muted">
          {why}
        </p>
      )}
      {refused ? (
        <p role="alert" className="text-bad">
          Your decision did not count: {refused}
        </p>
      ) : null}
      {mustType && allowed ? (
        <Field
          label={`The risk is critical. Type the project's name, ${run.projectName}, to approve.`}
          error={typed && !run.projectName.startsWith(typed) ? 'This is not the name of the project.' : undefined}
        >
          {(props) => (
            <Input
              {...props}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      ) : null}
      <Textarea
        data-testid="approval-comment"
        aria-label="Comment on the decision"
        placeholder="Comment (optional; a reason helps those who asked)"
        value={comment}
        maxLength={2_000}
        onChange={(event) => setComment(event.target.value)}
        className={compact ? 'min-h-8' : undefined}
        rows={compact ? 1 : 2}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          data-testid="approve"
          look={destroys ? 'danger' : 'primary'}
          disabled={approveOff}
          aria-describedby={why ? whyId : undefined}
          onClick={() => decide({ decision: 'approve', comment })}
        >
          {checking ? <LoaderCircle className="animate-spin" /> : <Check />}
          {approveText(run)}
        </Button>
        <Button
          data-testid="reject"
          look="dangerPlain"
          disabled={rejectOff}
          onClick={() => decide({ decision: 'reject', comment })}
        >
          <X />
          Reject
        </Button>
        {checking ? <span className="text-muted text-xs">Being checked</span> : null}
      </div>
      <ProofDialog
        open={unproven !== null}
        onOpenChange={(open) => (open ? undefined : forget())}
        why="This plan destroys something. Your approval goes on once you have confirmed it."
        onProven={() => unproven && decide(unproven)}
      />
    </div>
  );
}
