/** The schedule of each source of documents, and the one way to start and stop its ingest. See `sync-schedules.ts`. */
import { ScheduleOverlapPolicy, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  ingestNudge,
  type KnowledgeIngestInput,
  type KnowledgeReindexInput,
  type OfKnowledgeSource,
  scheduleIds,
  startOf,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { keepSchedule, placeIn, removeSchedule, tellTemporal as tell } from './schedules.ts';
import type { Temporal } from './temporal.ts';

const minuteMs = 60_000;

export type KnowledgeSchedule = OfKnowledgeSource & {
  /** Null: it is read when somebody asks. */
  intervalMinutes: number | null;
};

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignKnowledgeSchedule(temporal: Temporal, wanted: KnowledgeSchedule): Promise<void> {
  const scheduleId = scheduleIds.knowledgeIngest(wanted.sourceId);
  const { intervalMinutes } = wanted;
  if (intervalMinutes === null) return tell(temporal, () => removeSchedule(temporal, scheduleId));
  const options = optionsOf(wanted, intervalMinutes * minuteMs);
  await tell(temporal, () => keepSchedule(temporal, scheduleId, options, (state) => ({ ...options, state })));
}

const optionsOf = ({ orgId, sourceId }: OfKnowledgeSource, every: number) => ({
  spec: { intervals: [{ every, offset: placeIn(sourceId, every) }], jitter: every / 20 },
  action: {
    type: 'startWorkflow' as const,
    workflowType: 'knowledgeIngestTick',
    workflowId: workflowIds.knowledgeIngestTick(sourceId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, sourceId }],
  },
  // After Temporal was away, what was missed is made up for once, not once for each interval.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: every },
});

/** Starts an ingest, or tells the one that runs that a row waits for another look. */
export async function startIngest(temporal: Temporal, input: KnowledgeIngestInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('knowledgeIngest', {
      ...startOf.knowledgeIngest(input),
      signal: ingestNudge,
    }),
  );
}

/** Asks an ingest to stop. @returns false where no workflow runs */
export async function stopIngest(temporal: Temporal, sourceId: string): Promise<boolean> {
  return tell(temporal, async () => {
    try {
      const handle = temporal.client.workflow.getHandle(workflowIds.knowledgeIngest(sourceId));
      // Temporal accepts the request also for one that has ended.
      if ((await handle.describe()).status.name !== 'RUNNING') return false;
      await handle.cancel();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  });
}

/** Builds the index that the configuration asks for; the one that is at it goes on. */
export async function startReindex(temporal: Temporal, input: KnowledgeReindexInput): Promise<void> {
  await tell(temporal, async () => {
    try {
      await temporal.client.workflow.start('knowledgeReindex', startOf.knowledgeReindex(input));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  });
}
