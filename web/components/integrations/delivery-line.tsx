'use client';

import { LoaderCircle } from 'lucide-react';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import { counted } from '@/lib/estate-words.ts';
import { useDelivery } from '@/lib/notice-queries.ts';
import { type DeliveryState, deliveryWords } from '@/lib/notice-words.ts';

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  const { label, tone, says } = deliveryWords[state];
  return (
    <Tip text={says}>
      <Badge tone={tone} data-delivery-state={state}>
        {state === 'sending' ? <LoaderCircle className="animate-spin" /> : null}
        {label}
      </Badge>
    </Tip>
  );
}

/** What becomes of one delivery, as it happens: for the test button. */
export function DeliveryLine({ id }: { id: string }) {
  const { data, error, refetch } = useDelivery(id);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-6" />;
  const { state, attempts, reason, nextAttemptAt, sentAt } = data;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs" data-testid="test-delivery">
      <span className="text-muted">The test:</span>
      <DeliveryStateBadge state={state} />
      {sentAt ? <TimeText at={sentAt} className="text-muted" /> : null}
      {attempts > 1 ? <span className="text-muted">after {counted(attempts, 'attempt')}</span> : null}
      {state === 'waiting' && nextAttemptAt ? (
        <span className="text-muted">
          next attempt <TimeText at={nextAttemptAt} />
        </span>
      ) : null}
      {reason && state !== 'sent' ? <span className="text-bad [overflow-wrap:anywhere]">{reason}</span> : null}
    </div>
  );
}
