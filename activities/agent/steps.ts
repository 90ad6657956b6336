/** One superstep of the agent's graph as one activity: LangGraph decides the steps, Temporal walks them. */
import { Command } from '@langchain/langgraph';
import { CancelledFailure, Context } from '@temporalio/activity';
import { inOrg } from '../../db/client.ts';
import { keptNotes } from '../../db/knowledge/memory-notes.ts';
import { finishAnswer, type Message } from '../../db/messages.ts';
import { findRun } from '../../db/runs.ts';
import { readTurn } from '../../db/turns.ts';
import type { AgentStepInput, AgentStepResult, StepResume } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { buildGraph } from './graph.ts';
import { countAnswers } from './nodes/agent.ts';
import type { ApprovalAnswer, ApprovalQuestion } from './nodes/human-approval.ts';
import { StepCheckpoints } from './step-checkpoints.ts';
import { TokenStream } from './token-stream.ts';
import { agentTools } from './tools/index.ts';
import { outcomeOf, windowOf } from './transcript.ts';
import { type TurnContext, turnContextOf } from './turn-context.ts';

type Graph = ReturnType<typeof buildGraph>;
type StepStart = Parameters<Graph['stream']>[0];
type Snapshot = Awaited<ReturnType<Graph['getState']>>;

export function makeAgentSteps(deps: WorkerDeps) {
  /** Begins the turn, answers its question, or goes on where the last step ended. */
  async function stepInput(turn: TurnContext, rows: Message[], before: Snapshot, resume: StepResume | null) {
    if (!before.config.configurable?.checkpoint_id) {
      const { user, orgId, sessionId, cloud } = turn;
      const messages = await windowOf(deps, turn, rows);
      return { messages, userId: user.id, orgId, sessionId, cloudContext: cloud, pendingApproval: null };
    }
    // A retry after the answer was taken finds no question any more, and just goes on.
    return resume && openQuestion(before) ? new Command({ resume: await answerOf(turn, resume) }) : null;
  }

  async function answerOf({ orgId }: TurnContext, { kind, runId }: StepResume): Promise<ApprovalAnswer> {
    const run = await inOrg(deps.db, { orgId }, (tx) => findRun(tx, runId));
    return kind === 'outcome' ? outcomeOf(run) : { kind: 'deferred', runId, state: run.state };
  }

  async function walkOneStep(input: AgentStepInput, signal: AbortSignal): Promise<AgentStepResult> {
    const { attempt } = Context.current().info;
    const thread = { configurable: { thread_id: input.turnId } };
    const [facts, latest, notes] = await Promise.all([
      // Later steps have a checkpoint that holds the window.
      readTurn(deps.db.orm, input, input.step === 0),
      deps.saver.getTuple(thread),
      inOrg(deps.db, { orgId: input.orgId }, (tx) => keptNotes(tx, input.sessionId)),
    ]);
    const turn = turnContextOf(deps, facts);
    const rows = facts.transcript;
    const checkpoints = new StepCheckpoints(deps.saver, latest);
    const log = deps.log.child({ turnId: input.turnId, sessionId: input.sessionId, step: input.step, attempt });
    const { orgId, sessionId, turnId } = turn;
    const tokens = new TokenStream(deps.db, log, { orgId, sessionId, turnId, attempt, model: turn.model.id });
    const mayBeKept = attempt > 1 || wasBegun(rows, turnId);
    const tools = agentTools({ deps, turn, log });
    const graph = buildGraph(
      { deps, log, turn, tokens, attempt, mayBeKept, tools, transcript: rows, notes },
      checkpoints,
    );

    const before = await graph.getState(thread);
    if (isOver(before)) return { done: true, next: [], waitingForRunId: null };
    const open = openQuestion(before);
    if (open && !input.resume) return { done: false, next: [...before.next], waitingForRunId: open.runId };
    try {
      const start = (await stepInput(turn, rows, before, input.resume)) as StepStart;
      await graph.invoke(start, { ...thread, signal, durability: 'exit' });
    } catch (error) {
      // Of parallel calls, those that ended well are not made again.
      await Promise.all([tokens.end(), checkpoints.save()]);
      if (stoppedByPerson(signal)) await keepPartial(turn, tokens, countAnswers(before.values.messages ?? [], turnId));
      throw error;
    }
    const after = await graph.getState(thread);
    const done = after.next.length === 0;
    // The last step needs no checkpoint: done again, it finds its answer in the transcript and is over at once.
    if (!done) await checkpoints.save();
    return {
      done,
      next: [...after.next],
      waitingForRunId: openQuestion(after)?.runId ?? null,
    };
  }

  /** What was said before someone pressed stop stays in the transcript, marked. */
  async function keepPartial(turn: TurnContext, tokens: TokenStream, step: number): Promise<void> {
    const { partial } = tokens;
    if (!partial) return;
    const { orgId, sessionId, turnId, model } = turn;
    const answer = { id: partial.messageId, orgId, sessionId, turnId, step, text: partial.text, toolCalls: [] };
    await finishAnswer(deps.db.orm, { ...answer, model: model.id, stopped: true }, null);
  }

  return {
    runAgentStep: (input: AgentStepInput) => withHeartbeat((signal) => walkOneStep(input, signal)),
  };
}

/** The turn has said something, but its checkpoint is not there: its last step is done again. */
const wasBegun = (rows: Message[], turnId: string) => rows.some((row) => row.turnId === turnId && row.role !== 'user');

const isOver = (snapshot: Snapshot) =>
  snapshot.config.configurable?.checkpoint_id !== undefined && snapshot.next.length === 0;

function openQuestion(snapshot: Snapshot): ApprovalQuestion | undefined {
  const questions = snapshot.tasks.flatMap((task) => task.interrupts.map((one) => one.value));
  return questions[0] as ApprovalQuestion | undefined;
}

/** A worker that shuts down cancels too, but then another one goes on: nobody stopped anything. */
const stoppedByPerson = (signal: AbortSignal) =>
  signal.aborted && signal.reason instanceof CancelledFailure && signal.reason.message === 'CANCELLED';

export type AgentSteps = ReturnType<typeof makeAgentSteps>;
