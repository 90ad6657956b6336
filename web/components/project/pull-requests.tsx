'use client';

import { ExternalLink, GitPullRequest, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { LoadMore } from '@/components/load-more.tsx';
import { RunStateBadge } from '@/components/marks.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { PullRequest, RepoLink } from '@/lib/api-types.generated.ts';
import { usePullRequests } from '@/lib/repository-queries.ts';
import { pullRequestWords } from '@/lib/repository-words.ts';

export function PullRequestBadge({ state }: Pick<PullRequest, 'state'>) {
  const { label, tone, says } = pullRequestWords[state];
  return (
    <Tip text={says}>
      <Badge tone={tone} data-pull-request-state={state}>
        {state === 'opening' ? <LoaderCircle className="animate-spin" /> : <GitPullRequest />}
        {label}
      </Badge>
    </Tip>
  );
}

/** Every request of the project, newest first, with what became of its plan. */
export function PullRequests({ projectId, linked }: { projectId: string; linked: RepoLink | null }) {
  const list = usePullRequests(projectId);
  const { items, error, refetch } = list;
  if (items?.length === 0 && !linked) return null;
  return (
    <section aria-label="Pull requests" className="grid gap-2">
      <h2 className="font-semibold">Pull requests</h2>
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={2} className="h-12" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={GitPullRequest} title="No pull request yet">
          Open a run as a pull request from its page, or open one over there: its plan and cost are written into it.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </ul>
      <LoadMore pages={list} />
    </section>
  );
}

function Row({ request }: { request: PullRequest }) {
  const { title, number, url, state, reason, runId, runState, openedBy, author, updatedAt } = request;
  return (
    <li data-testid="pull-request" className="grid gap-1 px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <PullRequestBadge state={state} />
        <span className="min-w-0 flex-1 basis-56 truncate font-medium">
          {number === null ? '' : `#${number} `}
          {title}
        </span>
        {runId && runState ? (
          <Link href={`/runs/${runId}`} aria-label="Its run">
            <RunStateBadge state={runState} />
          </Link>
        ) : null}
        {url ? <RequestLink url={url} /> : null}
      </div>
      <p className="text-muted text-xs">
        by {openedBy?.name ?? author ?? 'somebody'}, <TimeText at={updatedAt} />
      </p>
      {reason ? <p className={state === 'failed' ? 'text-bad text-xs' : 'text-warn text-xs'}>{reason}</p> : null}
    </li>
  );
}

/** The address is told by the other side: only the web's own kinds are followed. */
export const RequestLink = ({ url }: { url: string }) =>
  /^https?:\/\//.test(url) ? (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex items-center gap-1 text-muted text-xs hover:text-foreground"
    >
      Open <ExternalLink className="size-3" aria-hidden />
    </a>
  ) : null;
