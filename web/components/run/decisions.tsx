'use client';

import { Check, Clock, TriangleAlert, X } from 'lucide-react';
import { TimeText } from '@/components/time-text.tsx';
import type { Approval, Run } from '@/lib/api-types.generated.ts';

/** Who decided what and when; also decisions that did not count, and why. */
export function Decisions({ run }: { run: Run }) {
  const counted = run.approvals.filter((one) => one.counted && one.decision === 'approve').length;
  if (run.approvals.length === 0 && run.approvalsRequired === null) return null;
  return (
    <section aria-label="Decisions" className="grid gap-2">
      <h2 className="flex items-baseline justify-between font-semibold">
        Decisions
        {run.approvalsRequired === null ? null : (
          <span className="font-normal text-muted text-xs">
            {counted} of {run.approvalsRequired} {run.approvalsRequired === 1 ? 'approval' : 'approvals'}
          </span>
        )}
      </h2>
      {run.approvals.length === 0 ? <p className="text-muted">Nobody has decided yet.</p> : null}
      <ul className="grid gap-2">
        {run.approvals.map((approval) => (
          <Decision key={approval.id} approval={approval} />
        ))}
      </ul>
    </section>
  );
}

function Decision({ approval }: { approval: Approval }) {
  const { user, decision, comment, createdAt, counted, refusal, planSha256 } = approval;
  return (
    <li className="flex gap-2" title={`About plan ${planSha256}`}>
      <Mark approval={approval} />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{user.name}</span> {decision === 'approve' ? 'approved' : 'rejected'}{' '}
          <TimeText at={createdAt} className="text-muted text-xs" />
        </p>
        {comment ? <p className="text-muted [overflow-wrap:anywhere]">{comment}</p> : null}
        {counted === false ? <p className="text-warn">Did not count: {refusal}</p> : null}
        {counted === null ? <p className="text-muted text-xs">Being checked</p> : null}
      </div>
    </li>
  );
}

function Mark({ approval: { decision, counted } }: { approval: Approval }) {
  if (counted === null) return <Clock className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />;
  if (!counted) return <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />;
  if (decision === 'approve') return <Check className="mt-0.5 size-4 shrink-0 text-good" aria-hidden />;
  return <X className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />;
}
