'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { useEffect, useMemo } from 'react';
import { Callout, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { DocumentDetails, DocumentText as Text } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import type { DocumentMarks } from '@/lib/document-marks.ts';
import { countText } from '@/lib/estate-words.ts';
import { useDocument, useDocumentText } from '@/lib/knowledge-queries.ts';
import { formatWords, isFetched } from '@/lib/knowledge-words.ts';
import { DocumentMenu } from './document-menu.tsx';
import { DocumentStateBadge } from './document-table.tsx';
import { DocumentText } from './document-text.tsx';
import { Outline } from './outline.tsx';
import { Versions } from './versions.tsx';

/** One document: its text, its outline, its versions. `?chunk=` opens it at a passage. */
export function DocumentView({ id }: { id: string }) {
  const { data, error, refetch } = useDocument(id);
  useEffect(() => {
    if (data) document.title = `${data.title} · Aurora`;
  }, [data]);
  if (data) return <Loaded details={data} />;
  return (
    <Page title="Document">
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows rows={10} />}
    </Page>
  );
}

function Loaded({ details }: { details: DocumentDetails }) {
  const { id, title, key, source, state, reason, format, removedAt, versions } = details;
  const router = useRouter();
  const [{ chunk, version, start }, setPlace] = useQueryStates(
    { chunk: parseAsString, version: parseAsInteger, start: parseAsInteger },
    { history: 'push' },
  );
  const text = useDocumentText(id, {
    chunk: chunk ?? undefined,
    version: version ?? undefined,
    start: start ?? undefined,
  });
  return (
    <Page
      title={title}
      note={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
          <DocumentStateBadge state={state} />
          <Link href={`/knowledge/sources/${source.id}`} className="underline-offset-2 hover:underline">
            {source.name}
          </Link>
          <span className="[overflow-wrap:anywhere]">
            {key}
            {format ? `, ${formatWords[format]}` : ''}
            {versions[0] ? (
              <>
                , version {versions[0].number}, <TimeText at={versions[0].createdAt} />
              </>
            ) : null}
          </span>
        </span>
      }
      actions={
        <>
          <Button size="sm" look="quiet" asChild>
            <Link href="/knowledge/documents">
              <ArrowLeft /> All
            </Link>
          </Button>
          <DocumentMenu
            document={details}
            removable={!isFetched(source.kind)}
            onRemoved={() => router.push('/knowledge/documents')}
          />
        </>
      }
    >
      {removedAt ? (
        <Callout tone="warn" title="This document was removed">
          It is no longer found. What it said stays here for those who cited it.
        </Callout>
      ) : null}
      {state === 'failed' && reason ? (
        <Callout tone="bad" title="Its newest version could not be read">
          {reason}
        </Callout>
      ) : null}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <div className="order-2 min-w-0 lg:order-1">
          {text.error && !text.data ? <ProblemNotice error={text.error} retry={() => void text.refetch()} /> : null}
          {!text.data && !text.error ? <TextSkeleton /> : null}
          {text.data ? (
            <Shown
              text={text.data}
              faded={text.isPlaceholderData}
              onStart={(next) => void setPlace({ start: next, chunk: null })}
            />
          ) : null}
        </div>
        <aside className="order-1 grid gap-4 lg:sticky lg:top-0 lg:order-2 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto">
          {text.data ? (
            <Outline text={text.data} onFar={(next) => void setPlace({ start: next, chunk: null })} />
          ) : null}
          <Versions
            details={details}
            shown={text.data?.version.number ?? null}
            onShow={(number) => void setPlace({ version: number, chunk: null, start: null })}
          />
        </aside>
      </div>
    </Page>
  );
}

/** Characters of the text that one step back goes. */
const stepBack = 60_000;

type ShownProps = { text: Text; faded: boolean; onStart: (start: number) => void };

function Shown({ text, faded, onStart }: ShownProps) {
  const { range, length, chunk, outline, version } = text;
  const marks = useMemo<DocumentMarks>(
    () => ({
      place: chunk ? { start: chunk.start - range.start, end: chunk.end - range.start } : null,
      anchors: new Map(
        outline.flatMap(({ anchor, start }) => (anchor === null ? [] : [[start - range.start, anchor] as const])),
      ),
    }),
    [chunk, outline, range.start],
  );
  return (
    <div className={cn('grid gap-3', faded && 'opacity-60')}>
      {version.current ? null : (
        <Callout tone="info" title={`This is version ${version.number}, which is not searched`} />
      )}
      {chunk?.removed ? (
        <Callout tone="warn" title="This passage is no longer in the document">
          You see it in the newest version that held it.
        </Callout>
      ) : null}
      {range.start > 0 ? (
        <Button onClick={() => onStart(Math.max(0, range.start - stepBack))}>
          What comes before ({countText(range.start)} characters)
        </Button>
      ) : null}
      <article className="panel min-w-0 p-4 sm:p-6">
        <DocumentText text={text.text} marks={marks} />
      </article>
      {range.end < length ? (
        <Button onClick={() => onStart(range.end)}>
          What comes after ({countText(length - range.end)} characters)
        </Button>
      ) : null}
    </div>
  );
}

const TextSkeleton = () => (
  <div role="status" aria-label="Loading" className="panel grid gap-3 p-6">
    <Skeleton className="h-6 w-1/2" />
    <Skeleton className="h-4" />
    <Skeleton className="h-4 w-5/6" />
    <Skeleton className="h-4 w-2/3" />
  </div>
);
