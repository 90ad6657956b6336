/** The schedule of each source of documents, and the one way to start and stop its ingest. See `sync-schedules.ts`. */
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
import { everySoOften, keepSchedule, removeSchedule } from './schedules.ts';
import { stopWorkflow, tell, unlessStarted } from './tell.ts';
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

const optionsOf = ({ orgId, sourceId }: OfKnowledgeSource, every: number) =>
  everySoOften(sourceId, every, {
    workflowType: 'knowledgeIngestTick',
    workflowId: workflowIds.knowledgeIngestTick(sourceId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, sourceId }],
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
export const stopIngest = (temporal: Temporal, sourceId: string): Promise<boolean> =>
  stopWorkflow(temporal, workflowIds.knowledgeIngest(sourceId));

/** Builds the index that the configuration asks for; the one that is at it goes on. */
export async function startReindex(temporal: Temporal, input: KnowledgeReindexInput): Promise<void> {
  const start = startOf.knowledgeReindex(input);
  await tell(temporal, () => unlessStarted(temporal.client.workflow.start('knowledgeReindex', start)));
}
