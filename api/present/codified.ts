/** Rows of drift checks and what they found as their views. */
import type { z } from 'zod';
import type { projectDrift, DriftCheck as Row } from '../../db/drift-checks.ts';
import type { ResourceImport as Wish } from '../../db/resource-imports.ts';
import type { Why as Reasons } from '../../db/why.ts';
import type { DriftCheck, ProjectDrift, ResourceImport, Why } from '../views/codified.ts';
import { time, timeOrNull } from './times.ts';

export const driftCheckView = (row: Row): z.output<typeof DriftCheck> => ({
  id: row.id,
  projectId: row.projectId,
  state: row.state,
  reason: row.reason,
  checked: row.checked,
  drifted: row.drifted,
  startedAt: time(row.startedAt),
  finishedAt: timeOrNull(row.finishedAt),
});

export const projectDriftView = ({
  readAt,
  lastCheck,
  ...found
}: Awaited<ReturnType<typeof projectDrift>>): z.output<typeof ProjectDrift> => ({
  ...found,
  readAt: timeOrNull(readAt),
  lastCheck: lastCheck && driftCheckView(lastCheck),
});

export const whyView = ({
  cloudId,
  resource,
  heldBy,
  heldElsewhere,
  steps,
  runs,
  saidByProvider,
}: Reasons): z.output<typeof Why> => ({
  cloudId,
  heldBy,
  heldElsewhere,
  steps: steps.map((step) => ({ ...step, at: time(step.at) })),
  runs: runs.map(({ approvals, message, ...run }) => ({
    ...run,
    finishedAt: timeOrNull(run.finishedAt),
    approvals: approvals.map((approval) => ({ ...approval, at: time(approval.at) })),
    message: message && { ...message, at: time(message.at) },
  })),
  provider: {
    tags: saidByProvider,
    createdAt: timeOrNull(resource?.cloudCreatedAt ?? null),
    firstSeenAt: timeOrNull(resource?.firstSeenAt ?? null),
    deletedAt: timeOrNull(resource?.deletedAt ?? null),
  },
});

export const importView = (wish: Wish): z.output<typeof ResourceImport> => ({
  id: wish.id,
  resourceId: wish.resourceId,
  projectId: wish.projectId,
  state: wish.state,
  reason: wish.reason,
  address: wish.address,
  runId: wish.runId,
  startedAt: time(wish.startedAt),
  finishedAt: timeOrNull(wish.finishedAt),
});
