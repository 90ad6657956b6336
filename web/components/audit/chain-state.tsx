'use client';

import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { TimeText } from '@/components/time-text.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { useAuditState } from '@/lib/audit-queries.ts';

/** How far the log is proven, in one line. */
export function ChainState() {
  const { data } = useAuditState();
  if (!data) return <div className="h-10" />;
  const { entries, unsigned, checkpoint, everyMinutes, broken } = data;
  // A finding stays until people have looked: a later checkpoint does not undo it.
  if (broken) {
    return (
      <div
        role="alert"
        className="flex gap-2.5 rounded-md border border-bad/30 bg-bad-soft p-3"
        data-testid="audit-state"
      >
        <ShieldAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
        <p className="min-w-0 [overflow-wrap:anywhere]">
          {broken.text} Found <TimeText at={broken.at} />.
        </p>
      </div>
    );
  }
  return (
    <div className="panel flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2" data-testid="audit-state">
      <ShieldCheck className={checkpoint ? 'size-4 text-good' : 'size-4 text-faint'} aria-hidden />
      {checkpoint ? (
        <p className="min-w-0">
          Entries 1 to {checkpoint.seq} verified and signed <TimeText at={checkpoint.at} />
          <span className="text-muted">
            {' '}
            with {checkpoint.keyId}. {unsigned > 0 ? `${unsigned} newer wait for the next signature` : 'None is newer'},
            every {everyMinutes} minutes.
          </span>
        </p>
      ) : (
        <p className="text-muted">{entries} entries, none signed yet. The first signature follows within minutes.</p>
      )}
      {checkpoint ? <CopyButton text={checkpoint.hash} label="Copy the signed hash" /> : null}
    </div>
  );
}
