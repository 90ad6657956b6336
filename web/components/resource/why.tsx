'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { RunStateBadge } from '@/components/marks.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { Why } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useWhy } from '@/lib/estate-queries.ts';
import { stepWords } from '@/lib/estate-words.ts';
import { kindWords } from '@/lib/run-words.ts';

type Run = Why['runs'][number];
type Step = Why['steps'][number];

const linkLook = 'underline decoration-border underline-offset-2 hover:decoration-current';

/** From the words in which it was asked for to what was done: who, by which run, approved by whom. */
export function ResourceWhy({ resourceId, gone }: { resourceId: string; gone: boolean }) {
  const { data: why, error, refetch } = useWhy(resourceId);
  return (
    <section aria-label="Why" className="grid gap-2" data-testid="why">
      <h2 className="font-semibold">{gone ? 'Why it was there' : 'Why it is there'}</h2>
      {error && !why ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!why && !error ? <Skeleton className="h-40" /> : null}
      {why ? <Answer why={why} /> : null}
    </section>
  );
}

function Answer({ why }: { why: Why }) {
  const byHand = why.steps.filter(({ runId }) => runId === null);
  if (why.steps.length === 0) return <FromProvider why={why} />;
  return (
    <div className="panel divide-y divide-border">
      {why.runs.map((run) => (
        <Chain key={run.id} run={run} steps={why.steps.filter(({ runId }) => runId === run.id)} />
      ))}
      {byHand.length > 0 ? (
        <div className="p-3">
          <p className="text-muted text-xs">Done to the state by hand, by no run:</p>
          <Steps steps={byHand} />
        </div>
      ) : null}
    </div>
  );
}

function Chain({ run, steps }: { run: Run; steps: Step[] }) {
  const { message, revision, approvals, kind, state, requestedBy, finishedAt } = run;
  const project = steps[0]?.project;
  return (
    <ol className="grid p-3">
      {message ? (
        <Ring tone="start" title={`${message.by?.name ?? 'Someone'} asked`} at={message.at}>
          <p className="[overflow-wrap:anywhere]">“{message.text}”</p>
          <p className="text-xs">
            <Link href={`/chat/${message.sessionId}`} className={linkLook}>
              {message.sessionTitle === message.text ? 'The conversation' : message.sessionTitle}
            </Link>
          </p>
        </Ring>
      ) : (
        <Ring tone="start" title={`${requestedBy.name} asked, outside a conversation`} />
      )}
      <Ring title={`Revision ${revision.number}`}>
        <p className="text-muted">
          {revision.reason.replace(/\.$/, '')},{' '}
          {revision.byAgent ? 'written by the agent' : `by ${revision.author?.name ?? 'someone'}`}
          {project ? (
            <>
              {' '}
              in{' '}
              <Link
                href={`/projects/${project.id}?tab=revisions&revision=${revision.number}`}
                className={cn(linkLook, 'text-foreground')}
              >
                {project.name}
              </Link>
            </>
          ) : null}
        </p>
      </Ring>
      {approvals.map(({ by, decision, comment, counted, refusal, at }) => (
        <Ring
          key={`${by.id} ${at}`}
          tone={counted === false ? 'quiet' : decision === 'approve' ? 'good' : 'bad'}
          title={`${by.name} ${decision === 'approve' ? 'approved' : 'rejected'}`}
          at={at}
        >
          {comment ? <p className="text-muted [overflow-wrap:anywhere]">“{comment}”</p> : null}
          {counted === false ? <p className="text-muted text-xs">Not counted{refusal ? `: ${refusal}` : ''}</p> : null}
        </Ring>
      ))}
      <Ring
        last
        tone="end"
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            <Link href={`/runs/${run.id}`} className={linkLook}>
              {kindWords[kind]} run
            </Link>
            <RunStateBadge state={state} />
          </span>
        }
        at={finishedAt ?? undefined}
      >
        <Steps steps={steps} />
      </Ring>
    </ol>
  );
}

const dots = {
  start: 'bg-info',
  quiet: 'bg-faint',
  good: 'bg-good',
  bad: 'bg-bad',
  end: 'bg-primary',
} as const;

type RingProps = { title: ReactNode; at?: string; tone?: keyof typeof dots; last?: boolean; children?: ReactNode };

const Ring = ({ title, at, tone = 'quiet', last, children }: RingProps) => (
  <li className="grid grid-cols-[0.75rem_minmax(0,1fr)] gap-x-2.5">
    <span aria-hidden className="flex flex-col items-center">
      <span className={cn('mt-1.5 size-2 shrink-0 rounded-full', dots[tone])} />
      {last ? null : <span className="w-px flex-1 bg-border" />}
    </span>
    <div className={cn('min-w-0', !last && 'pb-3')}>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{title}</span>
        {at ? <TimeText at={at} className="text-muted text-xs" /> : null}
      </p>
      {children}
    </div>
  </li>
);

const Steps = ({ steps }: { steps: Step[] }) => (
  <ul className="mt-0.5 grid gap-0.5 text-xs">
    {steps.map(({ kind, address, at, companion }) => (
      <li key={`${kind} ${address} ${at}`} className="flex flex-wrap gap-x-2">
        <span className="text-muted">{stepWords[kind]}</span>
        <span className={cn('font-mono [overflow-wrap:anywhere]', companion && 'text-muted')}>{address}</span>
      </li>
    ))}
  </ul>
);

/** For what was not made here: what there is to know. */
function FromProvider({ why: { provider, heldBy, heldElsewhere } }: { why: Why }) {
  const { tags, createdAt, firstSeenAt } = provider;
  return (
    <div className="panel grid gap-1.5 p-3">
      <p>
        {heldElsewhere
          ? 'It is under code, in a project that you do not see. What was done to it there is not told.'
          : heldBy.length > 0
            ? 'It is under code, but no run that Aurora knows made it.'
            : 'It was not made by a run of Aurora.'}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
        {tags.map(({ tag, value }) => (
          <Fact key={tag} name={`Tag ${tag}`}>
            {value}
          </Fact>
        ))}
        {createdAt ? (
          <Fact name="Created, says the provider">
            <TimeText at={createdAt} />
          </Fact>
        ) : null}
        {firstSeenAt ? (
          <Fact name="First seen by a sync">
            <TimeText at={firstSeenAt} />
          </Fact>
        ) : null}
      </dl>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </>
);
