'use client';

import { History, SearchCheck } from 'lucide-react';
import { type Fold, FoldHead, FoldingList } from '@/components/folding-list.tsx';
import { EmptyState } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { ConnectionCheck, ConnectionDetails } from '@/lib/api-types.generated.ts';
import { isOpen, useCheckNow, useConnectionChecks } from '@/lib/connection-queries.ts';
import { checkStateWords, checkTriggerWords } from '@/lib/connection-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { CheckSteps } from './check-steps.tsx';

/** The newest check, as it goes on. */
export function CheckSection({ connection }: { connection: ConnectionDetails }) {
  const { id, check, nextCheckAt } = connection;
  const now = useCheckNow(id);
  const operator = useMay('operator');
  const looking = isOpen(check) || now.isPending;
  return (
    <Section
      title="Does it work?"
      note={
        <>
          {check ? (
            <>
              {checkStateWords[check.state].label}, {whoAsked(check)} <TimeText at={check.endedAt ?? check.createdAt} />
              .{' '}
            </>
          ) : null}
          {nextCheckAt ? (
            <>
              Next by itself <TimeText at={nextCheckAt} />.
            </>
          ) : null}
        </>
      }
      actions={
        operator ? (
          <Button size="sm" disabled={looking} onClick={() => now.mutate()} data-testid="check-now">
            <SearchCheck className={looking ? 'animate-pulse' : undefined} />
            {looking ? 'Looking' : 'Check now'}
          </Button>
        ) : null
      }
    >
      <div className="panel p-3">
        {check && check.steps.length > 0 ? <CheckSteps steps={check.steps} /> : null}
        {check && check.steps.length === 0 ? <p className="text-muted text-sm">It begins in a moment.</p> : null}
        {check ? null : <p className="text-muted text-sm">It was never checked.</p>}
        {check?.state === 'failed' && check.reason && !check.steps.some(({ state }) => state === 'failed') ? (
          <p className="mt-2 text-bad text-sm [overflow-wrap:anywhere]">{check.reason}</p>
        ) : null}
      </div>
    </Section>
  );
}

const whoAsked = ({ requestedBy, trigger }: ConnectionCheck): string =>
  requestedBy ? `by ${requestedBy.name}` : checkTriggerWords[trigger];

export const CheckHistory = ({ connectionId }: { connectionId: string }) => (
  <FoldingList
    title="Checks"
    param="check"
    list={useConnectionChecks(connectionId)}
    empty={
      <EmptyState icon={History} title="It was never checked">
        The first check starts by itself.
      </EmptyState>
    }
    Row={CheckRow}
  />
);

function CheckRow({ item: check, fold }: { item: ConnectionCheck; fold: Fold }) {
  const { label, tone } = checkStateWords[check.state];
  return (
    <li>
      <FoldHead fold={fold}>
        <Badge tone={tone}>{label}</Badge>
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 text-xs">
          <TimeText at={check.createdAt} className="text-sm" />
          <span className="text-muted">{whoAsked(check)}</span>
        </span>
      </FoldHead>
      {fold.open ? <CheckSteps steps={check.steps} className="border-border border-t bg-background p-3" /> : null}
    </li>
  );
}
