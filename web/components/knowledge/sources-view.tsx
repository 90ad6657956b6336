'use client';

import { BookOpen, Plus } from 'lucide-react';
import Link from 'next/link';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { KnowledgeSource } from '@/lib/api-types.generated.ts';
import { counted, countText } from '@/lib/estate-words.ts';
import { useKnowledgeSources } from '@/lib/knowledge-queries.ts';
import { ingestWords, readsText, sourceWords } from '@/lib/knowledge-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { CreateSource } from './create-source.tsx';
import { IngestProgress } from './ingest-progress.tsx';
import { KnowledgePage } from './knowledge-page.tsx';
import { ReadButton } from './read-button.tsx';

export function SourcesView() {
  const may = useMay('operator');
  const { data, error, refetch } = useKnowledgeSources();
  const items = data?.items;
  const create = may ? (
    <CreateSource>
      <Button look="primary" data-testid="new-source">
        <Plus /> Add a source
      </Button>
    </CreateSource>
  ) : null;
  return (
    <KnowledgePage
      title="Sources"
      note="Where documents come from, and how the newest look at each went."
      actions={items?.length ? create : null}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={3} className="h-16" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={BookOpen} title="No source yet" action={create}>
          {may
            ? 'Upload files, or have documents read from web pages or a Git repository on a schedule. Scripts can write them, too.'
            : 'Somebody with the role operator can add files, web pages or a Git repository.'}
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((source) => (
          <Row key={source.id} source={source} />
        ))}
      </ul>
    </KnowledgePage>
  );
}

function Row({ source }: { source: KnowledgeSource }) {
  const { id, name, kind, ingest } = source;
  const running = ingest?.state === 'running';
  return (
    <li
      data-testid="source"
      className="relative grid gap-x-6 gap-y-2 px-3 py-3 hover:bg-hover md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_9.500rem] md:items-center"
    >
      <div className="min-w-0">
        <p className="truncate">
          <Link href={`/knowledge/sources/${id}`} className="font-medium after:absolute after:inset-0">
            {name}
          </Link>
        </p>
        <p className="truncate text-muted text-xs">
          {[sourceWords[kind].label, readsText(source)].filter(Boolean).join(': ')}
        </p>
      </div>
      <div className="grid min-h-9 content-center gap-0.5 text-xs">
        <SourceCounts source={source} />
        {running ? <IngestProgress ingest={ingest} /> : null}
        {ingest && !running ? (
          <p className="text-muted">
            {ingestWords[ingest.state].label} <TimeText at={ingest.finishedAt ?? ingest.startedAt} />
          </p>
        ) : null}
        {ingest?.reason && !running ? <p className="line-clamp-2 text-bad">{ingest.reason}</p> : null}
      </div>
      <div className="relative z-10 empty:hidden md:justify-self-end">
        <ReadButton source={source} />
      </div>
    </li>
  );
}

/** "120 documents, 3 failed, 2,400 passages". */
export function SourceCounts({ source: { id, counts } }: { source: KnowledgeSource }) {
  const { documents, failed, waiting, chunks } = counts;
  return (
    <p className="relative z-10 w-fit tabular-nums">
      <Link href={`/knowledge/documents?source=${id}`} className="underline-offset-2 hover:underline">
        {counted(documents, 'document')}
      </Link>
      <span className="text-muted">
        {waiting > 0 ? `, ${countText(waiting)} waiting` : ''}
        {chunks > 0 ? `, ${counted(chunks, 'passage')}` : ''}
      </span>
      {failed > 0 ? (
        <>
          {', '}
          <Link
            href={`/knowledge/documents?source=${id}&state=failed`}
            className="text-bad underline underline-offset-2"
          >
            {countText(failed)} failed
          </Link>
        </>
      ) : null}
    </p>
  );
}
