'use client';

import { ChevronRight, ExternalLink, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { CountsMark, EngineMark, RiskBadge, RunStateBadge, SandboxMark, toneText } from '@/components/marks.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { CostLine } from '@/components/run/cost-line.tsx';
import { Decide } from '@/components/run/decide.tsx';
import { PlanDiff } from '@/components/run/plan-diff.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useRun } from '@/lib/queries.ts';
import { progressOf, type RunLog } from '@/lib/run-log.ts';
import { actionWords, capital, isFinal, saysOf } from '@/lib/run-words.ts';
import type { Plan } from '@/lib/transcript.ts';
import { useRunLog } from '@/lib/use-run-log.ts';

const topChanges = 5;

/** A proposed change in the conversation: what it would do, and the decision. */
export function PlanCard({ plan }: { plan: Plan }) {
  const { data: run, error, refetch } = useRun(plan.id);
  return (
    <section data-testid="plan-card" aria-label="Proposed change" className="panel overflow-hidden">
      {run ? <Card run={run} reason={plan.reason} /> : null}
      {!run && error ? <ProblemNotice error={error} retry={() => void refetch()} className="m-3" /> : null}
      {!run && !error ? (
        <div className="grid gap-2 p-3">
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-4 w-1/3" />
        </div>
      ) : null}
    </section>
  );
}

function Card({ run, reason }: { run: Run; reason: string | null }) {
  // Whether to follow is settled when the card first appears: an old run needs no stream.
  const [followed] = useState(() => !isFinal(run.state));
  const log = useRunLog(run.id, followed ? run.lastSeq : null);
  const state = log.state && !isFinal(run.state) ? log.state : run.state;
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-border border-b bg-sunken px-3 py-2">
        <h3 className="min-w-0 flex-1 basis-56 font-medium [overflow-wrap:anywhere]">{reason ?? run.revisionReason}</h3>
        <span className="flex flex-wrap items-center gap-2">
          {run.sandbox ? <SandboxMark /> : null}
          {run.riskClass ? <RiskBadge risk={run.riskClass} /> : null}
          <EngineMark engine={run.engine} />
          <RunStateBadge state={state} engine={run.engine} data-testid="run-state" />
        </span>
      </header>
      <div className="grid gap-3 p-3">
        <Doing run={run} log={log} state={state} />
        {run.summary ? <Changes run={run} /> : null}
        {run.cost ? <CostLine cost={run.cost} /> : null}
        {run.state === 'awaiting_approval' && run.planSha256 ? <Decide run={run} compact /> : null}
        <footer className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
          <Link href={`/runs/${run.id}`} className="font-medium text-primary underline-offset-2 hover:underline">
            Open the run
          </Link>
          <span>
            {run.projectName}, revision {run.revisionNumber}
          </span>
          {run.planSha256 ? (
            <span className="font-mono" title={`SHA-256 of the plan that a decision is about: ${run.planSha256}`}>
              plan {run.planSha256.slice(0, 12)}
            </span>
          ) : null}
          <a
            href={run.temporalUrl}
            target="_blank"
            rel="noreferrer"
            className="ml-auto inline-flex items-center gap-1 hover:text-foreground"
          >
            Workflow <ExternalLink className="size-3" aria-hidden />
          </a>
        </footer>
      </div>
    </>
  );
}

/** What goes on, or how it ended, in one line. */
function Doing({ run, log, state }: { run: Run; log: RunLog; state: Run['state'] }) {
  const step = log.lines.findLast((line) => line.tone === 'step')?.text;
  if (isFinal(state))
    return <p className={cn(run.reason && 'text-muted')}>{run.reason ?? saysOf(state, run.engine)}</p>;
  if (state === 'awaiting_approval') {
    const count = run.approvals.filter((one) => one.counted && one.decision === 'approve').length;
    const needed = run.approvalsRequired ?? 1;
    return needed > 1 ? (
      <p className="text-muted">
        {count} of {needed} approvals.
      </p>
    ) : null;
  }
  const { done, failed } = progressOf(log);
  const total = run.counts ? run.counts.create + run.counts.update + run.counts.destroy + 2 * run.counts.replace : 0;
  return (
    <p className="flex min-w-0 items-center gap-2 text-muted">
      <LoaderCircle className="size-3.5 shrink-0 animate-spin" aria-hidden />
      <span className="truncate">
        {state === 'applying'
          ? `Applying: ${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}`
          : (step ?? saysOf(state, run.engine))}
      </span>
    </p>
  );
}

function Changes({ run }: { run: Run }) {
  const [open, setOpen] = useState(false);
  const { summary, risk } = run;
  if (!summary) return null;
  const more = summary.changes.length - topChanges;
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-3">
        <CountsMark counts={summary.counts} className="text-sm" />
        <Button size="sm" look="quiet" aria-expanded={open} onClick={() => setOpen(!open)} className="-my-1">
          <ChevronRight className={cn('transition-transform', open && 'rotate-90')} />
          {open ? 'Hide the details' : 'Read the whole plan'}
        </Button>
      </div>
      {risk && risk.class !== 'low' ? (
        <ul className="text-sm text-warn">
          {risk.reasons.slice(0, 3).map((text) => (
            <li key={text}>{capital(text)}</li>
          ))}
        </ul>
      ) : null}
      {open ? (
        <PlanDiff summary={summary} />
      ) : (
        <ul className="font-mono text-xs leading-5">
          {summary.changes.slice(0, topChanges).map(({ address, action }) => (
            <li key={address} className="flex gap-2">
              <span
                aria-hidden
                className={cn('w-3 shrink-0 text-center font-bold', toneText(actionWords[action].tone))}
              >
                {actionWords[action].sign}
              </span>
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {address}
                <span className="sr-only"> {actionWords[action].will}</span>
              </span>
            </li>
          ))}
          {more > 0 ? <li className="pl-5 text-faint">and {more} more</li> : null}
        </ul>
      )}
    </div>
  );
}
