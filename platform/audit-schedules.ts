/** The schedules of the audit log: one of each for the whole installation. */
import { scheduleIds, taskQueues, workflowIds } from '../workflows/messages.ts';
import { everySoOften, keepSchedule } from './schedules.ts';
import { tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

const minuteMs = 60_000;

/** A look is cheap; what it finds says whether a chain is due (`AUDIT_CHECKPOINT_MINUTES`, or at once for a new one). */
export const auditSchedules = [
  {
    id: scheduleIds.auditCheckpoints,
    everyMs: 5 * minuteMs,
    workflowType: 'auditCheckpoints',
    workflowId: workflowIds.auditCheckpoints,
  },
  {
    id: scheduleIds.auditVerification,
    everyMs: 24 * 60 * minuteMs,
    workflowType: 'auditVerification',
    workflowId: workflowIds.auditVerification,
  },
] as const;

/** @throws AuroraError `dependency_unavailable` */
export async function alignAuditSchedule(temporal: Temporal, one: (typeof auditSchedules)[number]): Promise<void> {
  const { id, everyMs, workflowType, workflowId } = one;
  const options = everySoOften(id, everyMs, { workflowType, workflowId, taskQueue: taskQueues.sync, args: [] });
  await tell(temporal, () => keepSchedule(temporal, id, options, (state) => ({ ...options, state })));
}
