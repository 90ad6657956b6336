/** Everything one turn stands on, read once a step: conversation, project, account, person, model. */
import { and, eq, sql } from 'drizzle-orm';
import { type Database, inOrg } from '../../db/client.ts';
import {
  chatSessions,
  connections,
  messages,
  projectConnections,
  projects,
  turns,
  users,
} from '../../db/schema/index.ts';
import { notFound } from '../../platform/errors.ts';
import type { AgentStepInput } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import type { ResolvedModel } from './models/index.ts';
import type { CloudContext } from './state.ts';

export type Connection = typeof connections.$inferSelect;

export type TurnContext = {
  orgId: string;
  sessionId: string;
  turnId: string;
  /** Set for a turn whose cause is the end of a run. */
  outcomeRunId: string | null;
  user: { id: string; name: string };
  project: { id: string; name: string };
  connection: Connection | null;
  cloud: CloudContext | null;
  model: ResolvedModel;
};

async function readTurn(db: Database, { orgId, sessionId, turnId }: AgentStepInput) {
  return inOrg(db, { orgId }, async (tx) => {
    const userId = sql<string>`coalesce(${messages.authorId}, ${chatSessions.createdBy})`;
    const [row] = await tx
      .select({
        turn: turns,
        session: chatSessions,
        project: projects,
        connection: connections,
        userId,
        userName: users.name,
      })
      .from(turns)
      .innerJoin(chatSessions, eq(chatSessions.id, turns.sessionId))
      .innerJoin(projects, eq(projects.id, chatSessions.projectId))
      .leftJoin(
        projectConnections,
        and(eq(projectConnections.projectId, projects.id), eq(projectConnections.provider, 'aws')),
      )
      .leftJoin(connections, eq(connections.id, projectConnections.connectionId))
      .leftJoin(messages, and(eq(messages.turnId, turns.id), eq(messages.role, 'user')))
      .leftJoin(users, eq(users.id, userId))
      .where(and(eq(turns.id, turnId), eq(turns.sessionId, sessionId)))
      .orderBy(messages.position)
      .limit(1);
    if (!row) throw notFound('turn');
    return { ...row, user: { id: row.userId, name: row.userName ?? 'a former member' } };
  });
}

/** @throws AuroraError `model_unknown` when the conversation's model cannot be used here */
export async function loadTurnContext(deps: WorkerDeps, input: AgentStepInput): Promise<TurnContext> {
  const { turn, session, project, connection, user } = await readTurn(deps.db, input);
  return {
    orgId: input.orgId,
    sessionId: input.sessionId,
    turnId: input.turnId,
    outcomeRunId: turn.kind === 'outcome' ? turn.runId : null,
    user,
    project: { id: project.id, name: project.name },
    connection,
    cloud: connection && {
      provider: connection.provider,
      account: connection.accountId,
      region: connection.region,
      sandbox: connection.sandboxEndpoint !== null,
    },
    model: deps.resolveModel(session.model, deps.config),
  };
}
