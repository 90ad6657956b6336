'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useBillingSyncs } from '@/lib/billing-queries.ts';
import { billingSyncWords, billingTriggerWords } from '@/lib/billing-words.ts';
import { duration } from '@/lib/time.ts';

/** When it was looked for new costs, and why that did not work. */
export function BillingSyncs({ accountId }: { accountId: string }) {
  const { data, error, refetch } = useBillingSyncs(accountId);
  return (
    <section aria-label="Syncs" className="grid gap-2">
      <h2 className="font-semibold">Syncs</h2>
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={3} className="h-6" /> : null}
      {data?.items.length === 0 ? <p className="text-muted text-xs">None yet.</p> : null}
      <ul className="grid gap-1.5 text-xs empty:hidden">
        {data?.items.map(({ id, state, trigger, startedAt, finishedAt, reason }) => (
          <li key={id} className="grid gap-0.5">
            <span className="flex flex-wrap items-center gap-x-2">
              <Badge tone={billingSyncWords[state].tone}>{billingSyncWords[state].label}</Badge>
              <TimeText at={startedAt} />
              <span className="text-muted">
                {billingTriggerWords[trigger]}
                {finishedAt ? `, took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}` : ''}
              </span>
            </span>
            {reason ? <span className="text-bad [overflow-wrap:anywhere]">{reason}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
