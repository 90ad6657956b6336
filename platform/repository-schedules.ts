/** The hourly look at the branches that projects follow, one schedule an integration. See `sync-schedules.ts`. */
import { type OfIntegration, scheduleIds, taskQueues, workflowIds } from '../workflows/messages.ts';
import { everySoOften, keepSchedule, removeSchedule } from './schedules.ts';
import { tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

export const repositoryEveryMs = 3_600_000;

/** Makes Temporal's schedule what the rows say, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignRepositorySchedule(
  temporal: Temporal,
  wanted: OfIntegration & { linked: boolean },
): Promise<void> {
  const scheduleId = scheduleIds.repositoryLook(wanted.integrationId);
  const options = optionsOf(wanted);
  await tell(temporal, () =>
    wanted.linked
      ? keepSchedule(temporal, scheduleId, options, (state) => ({ ...options, state }))
      : removeSchedule(temporal, scheduleId),
  );
}

const optionsOf = ({ orgId, integrationId }: OfIntegration) =>
  everySoOften(integrationId, repositoryEveryMs, {
    workflowType: 'repositoryLook',
    workflowId: workflowIds.repositoryLook(integrationId),
    taskQueue: taskQueues.interactive,
    args: [{ orgId, integrationId }],
  });
