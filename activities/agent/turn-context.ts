/** Everything one turn stands on, read once a step: conversation, project, account, person, model. */
import type { connections } from '../../db/schema/index.ts';
import type { TurnFacts } from '../../db/turns.ts';
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

/**
 * @param facts read before, in one round trip
 * @throws AuroraError `model_unknown` when the conversation's model cannot be used here
 */
export function turnContextOf({ resolveModel, config }: WorkerDeps, facts: TurnFacts): TurnContext {
  const { turn, session, project, connection, user } = facts;
  return {
    orgId: turn.orgId,
    sessionId: turn.sessionId,
    turnId: turn.id,
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
    model: resolveModel(session.model, config),
  };
}

/** Tools see what the person of the turn sees, and no project that is hidden from them. */
export const scopeOf = ({ orgId, user }: Pick<TurnContext, 'orgId' | 'user'>) => ({ orgId, userId: user.id });
