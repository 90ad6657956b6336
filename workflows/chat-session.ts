/**
 * Carries one conversation: takes what lies waiting, lets the agent walk step by step, ends the turn.
 *
 * Postgres is the queue of record: a signal only says "look", so a lost or doubled one loses and doubles nothing.
 * LangGraph decides the steps, this workflow walks them: each model call and each group of tool calls is one
 * activity, and when a process dies the walk goes on at the step that was under way.
 */
import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { agent, chatStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import {
  type AgentStepResult,
  type ChatSessionInput,
  type ChatSessionStatus,
  type ClaimedTurn,
  chatSessionStatus,
  type StepResume,
  sessionNudge,
  stopTurn,
} from './messages.ts';

/** A conversation nobody uses ends its workflow; the next message starts it again. */
const idleTime = '1 hour';

export async function chatSession(session: ChatSessionInput): Promise<void> {
  const status: ChatSessionStatus = { turnId: null, state: 'idle', step: 0, waitingForRunId: null };
  let nudged = true;
  let runningTurn: CancellationScope | null = null;

  setHandler(chatSessionStatus, () => status);
  setHandler(sessionNudge, () => {
    nudged = true;
  });
  setHandler(stopTurn, () => {
    nudged = true;
    runningTurn?.cancel();
  });

  /** The graph paused on a proposal. Chat never blocks on an approval: whichever comes first goes on. */
  async function outcomeOrMessage(runId: string): Promise<StepResume> {
    Object.assign(status, { state: 'waiting', waitingForRunId: runId });
    for (;;) {
      nudged = false;
      const next = await chatStore.whatEndsTheWait({ ...session, turnId: status.turnId ?? '', runId });
      if (next !== 'nothing') {
        Object.assign(status, { state: 'running', waitingForRunId: null });
        return { kind: next, runId };
      }
      await condition(() => nudged);
    }
  }

  async function walk(turn: ClaimedTurn): Promise<void> {
    let resume: StepResume | null = null;
    for (let step = 0; ; step += 1) {
      status.step = step;
      const result: AgentStepResult = await agent.runAgentStep({ ...session, turnId: turn.turnId, step, resume });
      resume = result.waitingForRunId ? await outcomeOrMessage(result.waitingForRunId) : null;
      if (result.done) return;
    }
  }

  async function runTurn(turn: ClaimedTurn): Promise<void> {
    Object.assign(status, { turnId: turn.turnId, state: 'running' });
    try {
      runningTurn = new CancellationScope();
      await runningTurn.run(() => walk(turn));
      await chatStore.finishTurn({ ...session, turnId: turn.turnId, state: 'completed', reason: null });
    } catch (error) {
      const state = isCancellation(error) ? 'stopped' : 'failed';
      const reason = isCancellation(error) ? null : reasonOf(error);
      await CancellationScope.nonCancellable(() =>
        chatStore.finishTurn({ ...session, turnId: turn.turnId, state, reason }),
      );
    } finally {
      runningTurn = null;
      Object.assign(status, { turnId: null, state: 'idle', step: 0, waitingForRunId: null });
    }
  }

  for (;;) {
    nudged = false;
    const turn = await chatStore.claimNextTurn(session);
    if (turn) await runTurn(turn);
    else if (!(await condition(() => nudged, idleTime))) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof chatSession>(session);
  }
}
