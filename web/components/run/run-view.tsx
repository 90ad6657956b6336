'use client';

import { useEffect } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useResourceHrefs, useRun } from '@/lib/queries.ts';
import type { RunLog } from '@/lib/run-log.ts';
import { destroysAnything, isFinal, kindWords } from '@/lib/run-words.ts';
import { useRunLog } from '@/lib/use-run-log.ts';
import { ActualCosts } from './actual-costs.tsx';
import { ApplyLog } from './apply-log.tsx';
import { CostLine } from './cost-line.tsx';
import { CostTable } from './cost-table.tsx';
import { Decide } from './decide.tsx';
import { Decisions } from './decisions.tsx';
import { Facts } from './facts.tsx';
import { PlanDiff } from './plan-diff.tsx';
import { Progress } from './progress.tsx';
import { RunPullRequest } from './pull-request.tsx';
import { Risks } from './risks.tsx';
import { RunHeader } from './run-header.tsx';
import { Situation } from './situation.tsx';
import { Timeline } from './timeline.tsx';

export function RunView({ runId }: { runId: string }) {
  const { data: run, error, refetch } = useRun(runId);
  const log = useRunLog(runId, run ? run.lastSeq : null);
  const title = run ? `${kindWords[run.kind]} ${run.projectName} revision ${run.revisionNumber}` : 'Run';
  useEffect(() => {
    document.title = `${title} · Aurora`;
  }, [title]);
  if (run) return <Loaded run={run} log={log} />;
  return (
    <Page title="Run">
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows rows={9} />}
    </Page>
  );
}

function Loaded({ run, log }: { run: Run; log: RunLog }) {
  // The stream is ahead of the row that was read, until the row is read again.
  const state = log.state && log.lastSeq > run.lastSeq && !isFinal(run.state) ? log.state : run.state;
  const hrefs = useResourceHrefs(run.projectId);
  const applies = ['applying', 'applied', 'partial', 'failed'].includes(state) && log.resources.length > 0;
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto grid max-w-7xl gap-4 px-4 py-4 sm:px-6">
        <RunHeader run={run} state={state} />
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <div className="grid min-w-0 gap-5">
            <Situation run={run} log={log} />
            {applies ? <Progress run={run} log={log} /> : null}
            {run.state === 'awaiting_approval' && run.planSha256 ? (
              <section
                aria-label="Decision"
                className={cn(
                  'panel grid gap-2 p-3',
                  run.counts && destroysAnything(run.counts) ? 'border-bad/60' : 'border-warn/50',
                )}
              >
                <h2 className="font-medium">Decide on this plan</h2>
                <Risks run={run} />
                {run.cost ? <CostLine cost={run.cost} /> : null}
                <Decide run={run} />
              </section>
            ) : (
              <Risks run={run} />
            )}
            {run.summary ? (
              <section aria-label="Plan" className="grid gap-2">
                <h2 className="font-semibold">Plan</h2>
                <PlanDiff summary={run.summary} hrefs={hrefs} />
              </section>
            ) : null}
            {run.cost ? <CostTable cost={run.cost} /> : null}
            <ActualCosts run={run} />
            <ApplyLog log={log} live={!isFinal(state)} />
          </div>
          <aside className="grid min-w-0 gap-5">
            <Timeline run={run} state={state} />
            <Decisions run={run} />
            <RunPullRequest run={run} />
            <Facts run={run} />
          </aside>
        </div>
      </div>
    </div>
  );
}
