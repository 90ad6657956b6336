'use client';

import { Bot, FileClock } from 'lucide-react';
import Link from 'next/link';
import { parseAsInteger, useQueryStates } from 'nuqs';
import { FilesDiff } from '@/components/files-diff.tsx';
import { LoadMore } from '@/components/load-more.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project, Revision } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useRevision, useRevisions } from '@/lib/queries.ts';
import { RunMenu } from './run-menu.tsx';

const none = 0;

/** The history, and what lies between any two of it. */
export function RevisionsTab({ project }: { project: Project }) {
  const list = useRevisions(project.id);
  const { items, error, refetch } = list;
  const [{ revision, against }, choose] = useQueryStates({ revision: parseAsInteger, against: parseAsInteger });
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!items) return <SkeletonRows />;
  if (items.length === 0) {
    return (
      <EmptyState icon={FileClock} title="No revisions yet">
        Save the files once, or ask for a change in a chat: every set of files that was saved or proposed is kept here.
      </EmptyState>
    );
  }
  const shown = revision ?? items[0]?.number ?? none;
  const before = against ?? shown - 1;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid gap-3">
        <ol aria-label="Revisions, newest first" className="panel max-h-[70vh] divide-y divide-border overflow-y-auto">
          {items.map((one) => (
            <Entry
              key={one.id}
              revision={one}
              chosen={one.number === shown}
              onChoose={() => void choose({ revision: one.number, against: null })}
            />
          ))}
        </ol>
        <LoadMore pages={list} />
      </div>
      <div className="grid min-w-0 gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-semibold">Revision {shown}</h2>
          <span className="text-muted">against</span>
          <Select
            label="Compare with"
            value={String(before)}
            onChange={(value) => void choose({ against: Number(value) })}
            options={[
              { value: String(none), label: 'nothing' },
              ...items
                .filter(({ number }) => number !== shown)
                .map(({ number }) => ({ value: String(number), label: `revision ${number}` })),
            ]}
            className="h-7 text-xs"
          />
          <div className="ml-auto">
            <RunMenu project={project} revision={shown} />
          </div>
        </div>
        <Comparison projectId={project.id} before={before} after={shown} />
      </div>
    </div>
  );
}

function Entry({ revision, chosen, onChoose }: { revision: Revision; chosen: boolean; onChoose: () => void }) {
  const { number, reason, author, byAgent, sessionId, createdAt, files } = revision;
  return (
    <li className={cn('relative px-3 py-2 hover:bg-hover', chosen && 'bg-selected')}>
      <button
        type="button"
        aria-current={chosen ? 'true' : undefined}
        onClick={onChoose}
        className="block w-full text-left after:absolute after:inset-0 focus-visible:-outline-offset-2"
      >
        <span className="flex items-baseline gap-2">
          <span className="font-medium tabular-nums">{number}</span>
          <span className="min-w-0 flex-1 truncate" title={reason}>
            {reason}
          </span>
        </span>
      </button>
      <p className="mt-0.5 flex items-center gap-2 text-muted text-xs">
        {byAgent ? (
          <Badge>
            <Bot aria-hidden /> agent
          </Badge>
        ) : null}
        <span className="truncate">{author?.name ?? 'A former member'}</span>
        <TimeText at={createdAt} />
        <span className="ml-auto">{files.length === 1 ? '1 file' : `${files.length} files`}</span>
        {sessionId ? (
          <Link href={`/chat/${sessionId}`} className="relative z-10 text-primary hover:underline">
            chat
          </Link>
        ) : null}
      </p>
    </li>
  );
}

function Comparison({ projectId, before, after }: { projectId: string; before: number; after: number }) {
  const old = useRevision(projectId, before > none ? before : null);
  const fresh = useRevision(projectId, after);
  const error = fresh.error ?? (before > none ? old.error : null);
  if (error) return <ProblemNotice error={error} />;
  if (!fresh.data || (before > none && !old.data)) return <SkeletonRows rows={5} />;
  return <FilesDiff before={(before > none && old.data?.contents) || {}} after={fresh.data.contents} />;
}
