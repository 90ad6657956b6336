/** The chat-session workflow's short steps in the database. Local activities: each may be repeated. */
import { inOrg } from '../../db/client.ts';
import * as turns from '../../db/turns.ts';
import type { ChatSessionInput, ClaimedTurn, TurnState } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { turnEndedInSlack } from '../slack/nudge.ts';

type OfTurn = ChatSessionInput & { turnId: string };

export function makeChatStore({ db, saver, temporal }: WorkerDeps) {
  return {
    claimNextTurn({ orgId, sessionId }: ChatSessionInput): Promise<ClaimedTurn | null> {
      return turns.claimNextTurn(db.orm, orgId, sessionId);
    },

    whatEndsTheWait(input: OfTurn & { runId: string }): Promise<'outcome' | 'deferred' | 'nothing'> {
      const { orgId, sessionId, turnId, runId } = input;
      return inOrg(db, { orgId }, (tx) => turns.whatEndsTheWait(tx, sessionId, turnId, runId));
    },

    /** The turn's checkpoints have served: the transcript is in `messages`. */
    async finishTurn(input: OfTurn & { state: TurnState; reason: string | null }) {
      const { orgId, turnId, state, reason } = input;
      await Promise.all([turns.finishTurn(db.orm, orgId, turnId, state, reason), saver.deleteThread(turnId)]);
      await turnEndedInSlack({ db, temporal }, input);
    },
  };
}

export type ChatStore = ReturnType<typeof makeChatStore>;
