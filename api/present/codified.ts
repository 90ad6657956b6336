/** Rows of drift checks and what they found as their views. */
import type { z } from 'zod';
import type { projectDrift, DriftCheck as Row } from '../../db/drift-checks.ts';
import type { DriftCheck, ProjectDrift } from '../views/codified.ts';
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
