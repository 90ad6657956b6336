'use client';

import { RotateCw } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { Delivery } from '@/lib/api-types.generated.ts';
import { useResend } from '@/lib/notice-queries.ts';
import { channelWords, deliveryWords, noticeWords } from '@/lib/notice-words.ts';
import { safePath } from '@/lib/safe-path.ts';
import { useMay } from '@/lib/use-role.ts';

/** All that is known of one delivery. */
export function DeliveryDetails({ delivery }: { delivery: Delivery }) {
  const { notice, kind, channel, person, state, attempts, reason, receipt, lastAttemptAt, nextAttemptAt, sentAt } =
    delivery;
  return (
    <div className="grid gap-3 border-border border-t bg-background p-3 text-sm">
      <p className="[overflow-wrap:anywhere]">{notice.text}</p>
      {reason && state !== 'sent' ? <p className="text-bad [overflow-wrap:anywhere]">{reason}</p> : null}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
        <Fact name="Kind">{noticeWords[notice.kind].label}</Fact>
        <Fact name="To">
          {[channel?.name ?? person?.name, channelWords[kind].label.toLowerCase()].filter(Boolean).join(', by ')}
        </Fact>
        <Fact name="State">{deliveryWords[state].says}</Fact>
        <Fact name="Attempts">
          {attempts}
          {lastAttemptAt ? (
            <>
              , the last <TimeText at={lastAttemptAt} />
            </>
          ) : null}
        </Fact>
        {nextAttemptAt && (state === 'waiting' || state === 'sending') ? (
          <Fact name="Next">
            <TimeText at={nextAttemptAt} />
          </Fact>
        ) : null}
        {sentAt ? (
          <Fact name="Sent">
            <TimeText at={sentAt} />
          </Fact>
        ) : null}
        {receipt ? (
          <Fact name="Receipt">
            <span className="font-mono">{receipt}</span>
          </Fact>
        ) : null}
      </dl>
      <div className="flex flex-wrap gap-2">
        {notice.href ? (
          <Button size="sm" asChild>
            <Link href={safePath(notice.href)}>Open what it is about</Link>
          </Button>
        ) : null}
        {state === 'dead' ? <SendAgain id={delivery.id} /> : null}
      </div>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </>
);

function SendAgain({ id }: { id: string }) {
  const admin = useMay('admin');
  const resend = useResend(id);
  if (!admin) return <p className="text-muted text-xs">An admin can send it again.</p>;
  return (
    <Button size="sm" disabled={resend.isPending} onClick={() => resend.mutate()}>
      <RotateCw /> Send it again
    </Button>
  );
}
