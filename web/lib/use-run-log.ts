'use client';

import { useState } from 'react';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import { emptyRunLog, type RunLog, withRunEvents } from './run-log.ts';
import { useStream } from './use-stream.ts';

const changesTheRun = [
  'run.state',
  'run.waiting',
  'plan.sealed',
  'approval.recorded',
  'run.reconciled',
  'lock.released',
];

/**
 * The whole stream of a run, from its first event: a run page opened late shows the same log.
 * What also stands in the run itself is asked for again when an event says that it changed.
 *
 * @param knownSeq of the run as it was read
 */
export function useRunLog(runId: string, knownSeq: number | null): RunLog {
  const [log, setLog] = useState<RunLog>(emptyRunLog);
  const refresh = useRefresh();
  useStream(`run:${runId}`, knownSeq === null ? null : 0, (events) => {
    setLog((now) => withRunEvents(now, events));
    const news = events.some(({ seq, event }) => seq > (knownSeq ?? 0) && changesTheRun.includes(event.type));
    if (news) void refresh(keys.run(runId));
  });
  return log;
}
