'use client';

import { ArrowLeft, Files } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Callout, EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { KnowledgeSource } from '@/lib/api-types.generated.ts';
import { useKnowledgeSources } from '@/lib/knowledge-queries.ts';
import { readsText, sourceWords } from '@/lib/knowledge-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { ApiExample } from './api-example.tsx';
import { DropHere } from './drop-here.tsx';
import { IngestProgress } from './ingest-progress.tsx';
import { Ingests } from './ingests.tsx';
import { KnowledgePage } from './knowledge-page.tsx';
import { ReadButton } from './read-button.tsx';
import { SourceSettings } from './source-settings.tsx';
import { SourceCounts } from './sources-view.tsx';

export function SourceView({ id }: { id: string }) {
  const { data, error, refetch } = useKnowledgeSources();
  const source = data?.items.find((one) => one.id === id);
  if (source && data) return <Loaded source={source} sources={data.items} />;
  return (
    <KnowledgePage title="Source">
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <EmptyState
          icon={Files}
          title="This source is gone"
          action={
            <Button asChild>
              <Link href="/knowledge/sources">See the sources</Link>
            </Button>
          }
        >
          Somebody has removed it, with its documents.
        </EmptyState>
      ) : null}
      {!data && !error ? <SkeletonRows rows={6} /> : null}
    </KnowledgePage>
  );
}

function Loaded({ source, sources }: { source: KnowledgeSource; sources: KnowledgeSource[] }) {
  const { id, name, kind, ingest } = source;
  const router = useRouter();
  const may = useMay('operator');
  const running = ingest?.state === 'running';
  const trouble = ingest && !running && ingest.state !== 'complete' ? ingest.reason : null;
  return (
    <KnowledgePage
      title={name}
      note={[sourceWords[kind].label, readsText(source)].filter(Boolean).join(': ')}
      actions={
        <>
          <Button size="sm" look="quiet" asChild>
            <Link href="/knowledge/sources">
              <ArrowLeft /> All
            </Link>
          </Button>
          <Button size="sm" look="quiet" asChild>
            <Link href={`/knowledge/documents?source=${id}`}>
              <Files /> Documents
            </Link>
          </Button>
          <ReadButton source={source} />
        </>
      }
    >
      {trouble ? (
        <Callout tone={ingest?.state === 'failed' ? 'bad' : 'warn'} title="The newest look did not read everything">
          <p>{trouble}</p>
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 gap-5">
          <section aria-label="Now" className="panel grid gap-2 p-3 text-sm">
            <SourceCounts source={source} />
            {running ? <IngestProgress ingest={ingest} /> : null}
          </section>
          {kind === 'upload' ? (
            <DropHere may={may} sources={sources} into={id}>
              {() => null}
            </DropHere>
          ) : null}
          {kind === 'api' ? <ApiExample sourceId={id} /> : null}
          <Ingests sourceId={id} />
        </div>
        <aside className="min-w-0">
          <SourceSettings source={source} onRemoved={() => router.push('/knowledge/sources')} />
        </aside>
      </div>
    </KnowledgePage>
  );
}
