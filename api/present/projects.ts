/** Rows of projects as their views. Where credentials are kept does not go out. */
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { roleIn } from '../../db/model/states.ts';
import type { Connection, ProjectDetails, RevisionRow } from '../../db/projects.ts';
import type { ConnectionView, ProjectView, RevisionView } from '../views/projects.ts';
import { time } from './times.ts';

export const connectionView = (connection: Connection): z.output<typeof ConnectionView> => ({
  id: connection.id,
  provider: connection.provider,
  name: connection.name,
  accountId: connection.accountId,
  region: connection.region,
  credential: connection.credential,
  state: connection.state,
  stateReason: connection.stateReason,
  verifiedAt: connection.verifiedAt && time(connection.verifiedAt),
  sandbox: connection.sandboxEndpoint !== null,
});

/** @param actor whose role in it is shown */
export const projectView = (
  { connections, lastRun, ...project }: ProjectDetails,
  actor: Pick<Actor, 'role' | 'projectRoles'>,
): z.output<typeof ProjectView> => ({
  ...project,
  role: roleIn(actor, project.id) ?? 'viewer',
  createdAt: time(project.createdAt),
  connections: connections.map(connectionView),
  lastRun: lastRun && { ...lastRun, createdAt: time(lastRun.createdAt) },
});

export const revisionView = ({ revision, author }: RevisionRow): z.output<typeof RevisionView> => ({
  id: revision.id,
  projectId: revision.projectId,
  number: revision.number,
  reason: revision.reason,
  author,
  byAgent: revision.sessionId !== null,
  sessionId: revision.sessionId,
  filesSha256: revision.filesSha256,
  files: revision.files,
  createdAt: time(revision.createdAt),
});
