'use client';

import { ExternalLink, MessageSquare, RotateCw } from 'lucide-react';
import Link from 'next/link';
import { CountsMark, EngineMark, RiskBadge, RunStateBadge, SandboxMark } from '@/components/marks.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { kindWords, mayCancel, mayPlanAgain } from '@/lib/run-words.ts';
import type { RunState } from '@/lib/types.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { CancelButton } from './cancel-button.tsx';
import { useStartRun } from './use-start-run.ts';

export function RunHeader({ run, state }: { run: Run; state: RunState }) {
  const again = useStartRun(run.projectId);
  const may = useMayIn(run.projectId, 'operator');
  return (
    <header className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <RunStateBadge state={state} engine={run.engine} data-testid="run-state" />
        <EngineMark engine={run.engine} />
        {run.sandbox ? <SandboxMark /> : null}
        {run.riskClass ? <RiskBadge risk={run.riskClass} /> : null}
        {run.counts ? <CountsMark counts={run.counts} /> : null}
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {run.sessionId ? (
            <Button size="sm" look="quiet" asChild>
              <Link href={`/chat/${run.sessionId}`}>
                <MessageSquare /> Chat
              </Link>
            </Button>
          ) : null}
          <Button size="sm" look="quiet" asChild>
            <a href={run.temporalUrl} target="_blank" rel="noreferrer">
              <ExternalLink /> Workflow
            </a>
          </Button>
          {may && mayPlanAgain(state) ? (
            <Button
              size="sm"
              disabled={again.isPending}
              onClick={() => again.mutate({ kind: run.kind, revision: run.revisionNumber, engine: run.engine })}
            >
              <RotateCw /> Plan again
            </Button>
          ) : null}
          {may && mayCancel(state) ? <CancelButton run={run} /> : null}
        </div>
      </div>
      <h1 className="font-semibold text-lg leading-snug [overflow-wrap:anywhere]">
        {run.kind === 'destroy' ? destroyText(run) : run.revisionReason}
      </h1>
      <p className="flex flex-wrap gap-x-1.5 text-muted">
        <span>
          {kindWords[run.kind]}{' '}
          <Link href={`/projects/${run.projectId}`} className="text-foreground underline-offset-2 hover:underline">
            {run.projectName}
          </Link>
          ,{' '}
          <Link
            href={`/projects/${run.projectId}?tab=revisions&revision=${run.revisionNumber}`}
            className="text-foreground underline-offset-2 hover:underline"
          >
            revision {run.revisionNumber}
          </Link>
        </span>
        <span>
          asked by {run.requestedBy.name} <TimeText at={run.createdAt} />
        </span>
      </p>
    </header>
  );
}

const destroyText = ({ engine, projectName }: Run) =>
  engine === 'kubernetes'
    ? `Delete everything that ${projectName} applied to its cluster`
    : `Destroy everything that ${projectName} manages`;
