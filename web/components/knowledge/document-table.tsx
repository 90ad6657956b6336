'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Document, KnowledgeSource } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { counted } from '@/lib/estate-words.ts';
import type { useDocuments } from '@/lib/knowledge-queries.ts';
import { documentWords, isFetched } from '@/lib/knowledge-words.ts';
import { bytes } from '@/lib/time.ts';
import { DocumentMenu } from './document-menu.tsx';

/** CSS pixels: a title and a line below it. */
const rowHeight = 52;
/** Rows that are fetched before they are needed. */
const rowsAhead = 60;

type DocumentTableProps = { list: ReturnType<typeof useDocuments>; items: Document[]; sources: KnowledgeSource[] };

/** The API filters and orders; here only the rows that can be seen are drawn. */
export function DocumentTable({ list, items, sources }: DocumentTableProps) {
  const { hasNextPage, isFetching, fetchNextPage, isPlaceholderData } = list;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > items.length - rowsAhead && hasNextPage && !isFetching) void fetchNextPage();
  }, [last, items.length, hasNextPage, isFetching, fetchNextPage]);
  const byId = new Map(sources.map((source) => [source.id, source]));
  return (
    <div ref={box} className="panel min-h-0 overflow-y-auto overscroll-contain" data-testid="document-rows">
      <ul
        aria-label="Documents"
        className={cn('relative', isPlaceholderData && 'opacity-60')}
        style={{ height: virtual.getTotalSize() }}
      >
        {shown.map(({ index, start }) => {
          const document = items[index];
          return document ? (
            <Row key={document.id} document={document} source={byId.get(document.sourceId)} top={start} />
          ) : null;
        })}
      </ul>
    </div>
  );
}

export function DocumentStateBadge({ state }: Pick<Document, 'state'>) {
  const { label, tone, says } = documentWords[state];
  return (
    <Tip text={says}>
      <Badge tone={tone} data-document-state={state}>
        {state === 'ingesting' ? <LoaderCircle className="animate-spin" /> : null}
        {label}
      </Badge>
    </Tip>
  );
}

function Row({ document, source, top }: { document: Document; source?: KnowledgeSource; top: number }) {
  const { id, title, key, state, reason, chunks, bytes: size, updatedAt } = document;
  return (
    <li
      data-testid="document"
      className="absolute inset-x-0 grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-3 border-border border-b px-3 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_9rem_8.500rem_6rem_auto]"
      style={{ top, height: rowHeight }}
    >
      <div className="min-w-0">
        <p className="truncate">
          <Link
            href={`/knowledge/documents/${id}`}
            prefetch={false}
            className="font-medium after:absolute after:inset-0"
          >
            {title}
          </Link>
        </p>
        {reason && state === 'failed' ? (
          <p className="truncate text-bad text-xs" title={reason}>
            {reason}
          </p>
        ) : (
          <p className="truncate text-muted text-xs" title={key}>
            {key}
          </p>
        )}
      </div>
      <span className="truncate text-muted text-xs max-sm:hidden">{source?.name}</span>
      <span className="text-right text-muted text-xs tabular-nums max-sm:hidden">
        {chunks > 0 ? counted(chunks, 'passage') : ''}
        {size === null ? null : <span className="block">{bytes(size)}</span>}
      </span>
      <span className="grid justify-items-end gap-0.5 text-xs">
        <DocumentStateBadge state={state} />
        <TimeText at={updatedAt} className="text-muted max-sm:hidden" />
      </span>
      <span className="relative z-10">
        <DocumentMenu document={document} removable={source !== undefined && !isFetched(source.kind)} />
      </span>
    </li>
  );
}
