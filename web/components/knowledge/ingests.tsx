'use client';

import { History, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { type Fold, FoldHead, FoldingList } from '@/components/folding-list.tsx';
import { EmptyState } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { KnowledgeIngest } from '@/lib/api-types.generated.ts';
import { useIngests } from '@/lib/knowledge-queries.ts';
import { chunksText, ingestTriggerWords, ingestWords, progressText } from '@/lib/knowledge-words.ts';
import { duration } from '@/lib/time.ts';
import { useLiveIngest } from './ingest-progress.tsx';

/** Every look at a source, and why one did not read everything. */
export const Ingests = ({ sourceId }: { sourceId: string }) => (
  <FoldingList
    title="Looks at it"
    param="ingest"
    list={useIngests(sourceId)}
    empty={
      <EmptyState icon={History} title="It was never read">
        It is read as soon as there is something to read.
      </EmptyState>
    }
    Row={Row}
  />
);

function Row({ item: ingest, fold }: { item: KnowledgeIngest; fold: Fold }) {
  const { sourceId, state, trigger, reason, startedAt, finishedAt } = ingest;
  const { label, tone, says } = ingestWords[state];
  const live = useLiveIngest(ingest);
  const changes = chunksText(live.chunks);
  return (
    <li data-testid="ingest" data-ingest-state={state}>
      <FoldHead fold={fold}>
        <Tip text={says}>
          <Badge tone={tone}>
            {state === 'running' ? <LoaderCircle className="animate-spin" /> : null}
            {label}
          </Badge>
        </Tip>
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 text-xs">
          <TimeText at={startedAt} className="text-sm" />
          <span className="text-muted">
            {ingestTriggerWords[trigger]}
            {finishedAt ? `, took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}` : ''}
          </span>
        </span>
        <span className="shrink-0 text-right text-muted text-xs tabular-nums max-sm:hidden">{progressText(live)}</span>
      </FoldHead>
      {fold.open ? (
        <div className="grid gap-1 border-border border-t bg-background p-3 text-sm">
          <p className="tabular-nums">
            {progressText(live)}
            {changes ? `, ${changes}` : ''}.
          </p>
          {reason ? <p className="text-bad [overflow-wrap:anywhere]">{reason}</p> : null}
          {live.documents.failed > 0 ? (
            <p>
              <Link
                href={`/knowledge/documents?source=${sourceId}&state=failed`}
                className="underline underline-offset-2"
              >
                See which documents failed, and why
              </Link>
            </p>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
