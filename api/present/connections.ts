/** Connections and their checks as their views. Where credentials are kept does not go out. */
import type { z } from 'zod';
import type { CheckDetails, ConnectionOverview } from '../../db/connection-views.ts';
import type { CheckView, ConnectionDetails } from '../views/connections.ts';
import { connectionView } from './projects.ts';
import { time } from './times.ts';

export const checkView = ({ check, by, steps }: CheckDetails): z.output<typeof CheckView> => ({
  id: check.id,
  connectionId: check.connectionId,
  trigger: check.trigger,
  state: check.state,
  reason: check.reason,
  requestedBy: by,
  createdAt: time(check.createdAt),
  startedAt: check.startedAt && time(check.startedAt),
  endedAt: check.endedAt && time(check.endedAt),
  steps: steps.map(({ name, state, text, remedy, endedAt }) => ({
    name,
    state,
    text,
    remedy,
    endedAt: endedAt && time(endedAt),
  })),
});

export const connectionDetails = (
  { connection, by, check, projects }: ConnectionOverview,
  nextCheckAt: Date | null,
): z.output<typeof ConnectionDetails> => ({
  ...connectionView(connection),
  settings: connection.settings,
  createdAt: time(connection.createdAt),
  createdBy: by,
  check: check && checkView(check),
  nextCheckAt: nextCheckAt && time(nextCheckAt),
  projects,
});
