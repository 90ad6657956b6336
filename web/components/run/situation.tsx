'use client';

import Link from 'next/link';
import { Callout } from '@/components/notices.tsx';
import { ReleaseLock } from '@/components/run/release-lock.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import type { RunLog } from '@/lib/run-log.ts';
import { engineWords, saysOf } from '@/lib/run-words.ts';
import { duration } from '@/lib/time.ts';
import { useMayIn } from '@/lib/use-role.ts';

const toneOf = { failed: 'bad', partial: 'bad', rejected: 'bad', stale: 'warn', expired: 'warn' } as const;

/** What the reader has to know before anything else: for whom the run waits, why it ended, what to do. */
export function Situation({ run, log }: { run: Run; log: RunLog }) {
  const tone = toneOf[run.state as keyof typeof toneOf];
  const blocker = run.state === 'queued' ? (log.waiting?.blockedBy ?? run.blockedBy) : null;
  return (
    <>
      {blocker ? (
        <Callout tone="info" title="Another run of this project comes first">
          <p>
            Only one run may change a project at a time. This one starts by itself when{' '}
            <Link href={`/runs/${blocker}`} className="underline underline-offset-2">
              the run before it
            </Link>{' '}
            has ended
            {log.waiting && log.waiting.position > 1 ? `; its place in the queue is ${log.waiting.position}` : ''}.
          </p>
        </Callout>
      ) : null}
      {tone && log.findings.length === 0 ? (
        <Callout tone={tone} title={saysOf(run.state, run.engine)}>
          {run.reason ? <p>{run.reason}</p> : null}
          {run.state === 'stale' ? <p>Plan again to see the change against what is there now.</p> : null}
        </Callout>
      ) : null}
      {!tone && run.reason ? <p className="text-muted">{run.reason}</p> : null}
      {log.findings.length > 0 ? <Findings log={log} /> : null}
      {run.reconcile ? <Reconcile reconcile={run.reconcile} run={run} /> : null}
    </>
  );
}

function Findings({ log }: { log: RunLog }) {
  return (
    <Callout tone="bad" title="The files were refused before anything ran">
      <ul className="grid gap-1.5">
        {log.findings.map(({ rule, message, file, line, address }) => (
          <li key={`${rule} ${file} ${line} ${address}`}>
            <span className="font-mono text-xs">
              {file}
              {line === null ? '' : `:${line}`}
            </span>{' '}
            {message} <span className="text-muted">({rule})</span>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

function Reconcile({ reconcile, run }: { reconcile: NonNullable<Run['reconcile']>; run: Run }) {
  const { serial, resources, lock, text } = reconcile;
  const mayRelease = useMayIn(run.projectId, 'approver');
  return (
    <Callout tone="warn" title="The apply was interrupted; this is what was found afterwards">
      <p>{text}</p>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-muted">State</dt>
        <dd>
          {serial === null ? 'none yet' : `serial ${serial}`}, {resources} {resources === 1 ? 'resource' : 'resources'}{' '}
          <Link href={`/projects/${run.projectId}?tab=state`} className="underline underline-offset-2">
            look at it
          </Link>
        </dd>
        <dt className="text-muted">Lock</dt>
        <dd className="flex flex-wrap items-center gap-3">
          {lock ? `held by ${lock.owner} for ${duration(lock.ageSeconds * 1_000)}` : 'free'}
          {lock && mayRelease ? <ReleaseLock runId={run.id} lockId={lock.id} owner={lock.owner} /> : null}
        </dd>
      </dl>
      <p className="mt-2">
        {engineWords[run.engine]} was not asked a second time. Plan again to see what is left to do.
      </p>
    </Callout>
  );
}
