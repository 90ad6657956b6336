/**
 * Builds a turn's window from the `messages` table, the one source of truth.
 *
 * Whole turns are dropped from the front until the rest fits the model's budget; long tool results of
 * earlier turns are cut. A call without a result (its turn was stopped) gets one that says so, because
 * providers refuse a transcript with an open call.
 */
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { inOrg, type Tx } from '../../db/client.ts';
import type { Message } from '../../db/messages.ts';
import type { CostRange } from '../../db/model/cost-estimate.ts';
import { findRun, type Run } from '../../db/runs.ts';
import type { WorkerDeps } from '../deps.ts';
import { callId } from './ids.ts';
import type { TurnContext } from './turn-context.ts';

/** A common rule of thumb for English and JSON; only the budget depends on it. */
const charactersPerToken = 4;
/** The rest is for the system prompt, tools and the answer. */
const windowShare = 0.6;
const oldResultCharacters = 4_000;
const stoppedResult = JSON.stringify({ ok: false, error: 'Stopped before it ran.' });

export type Outcome = {
  kind: 'outcome';
  runId: string;
  state: Run['state'];
  reason: string | null;
  changes: { create: number; update: number; replace: number; destroy: number } | null;
  /** Of the plan: what a month costs more or less with it. Null where there was none. */
  monthlyCost: { currency: string; priceBookDate: string; delta: CostRange; priced: string } | null;
};

export function outcomeOf(run: Run): Outcome {
  const counts = run.summary?.counts;
  return {
    kind: 'outcome',
    runId: run.id,
    state: run.state,
    reason: run.reason,
    changes: counts
      ? { create: counts.create, update: counts.update, replace: counts.replace, destroy: counts.destroy }
      : null,
    monthlyCost: monthlyCostOf(run),
  };
}

function monthlyCostOf({ cost }: Run): Outcome['monthlyCost'] {
  if (cost?.status !== 'estimated') return null;
  const { currency, priceBook, delta, coverage } = cost;
  const priced = `${coverage.priced + coverage.free} of ${coverage.changed} changed resources`;
  return { currency, priceBookDate: priceBook.date, delta, priced };
}

/**
 * What the turn begins with. Of the turn itself only what people wrote: what it said and did is for the graph to find
 * again, step by step.
 */
export async function windowOf(deps: WorkerDeps, turn: TurnContext, rows: Message[]): Promise<BaseMessage[]> {
  const { orgId, turnId, outcomeRunId } = turn;
  const before = rows.filter((row) => row.turnId !== turnId || row.role === 'user');
  const cause = outcomeRunId ? [await inOrg(deps.db, { orgId }, (tx) => outcomeMessage(tx, outcomeRunId))] : [];
  return [...fitTurns(before, turn).flatMap(toMessages), ...cause];
}

async function outcomeMessage(tx: Tx, runId: string): Promise<HumanMessage> {
  const outcome = outcomeOf(await findRun(tx, runId));
  return new HumanMessage(`[Aurora] The run ${runId} ended: ${outcome.state}. ${JSON.stringify(outcome)}`);
}

/** The newest turns that fit, oldest first; the turn at hand is always whole. */
function fitTurns(rows: Message[], turn: TurnContext): Message[][] {
  const byTurn = Object.values(Object.groupBy(rows, (row) => row.turnId ?? '')) as Message[][];
  let budget = turn.model.contextTokens * windowShare * charactersPerToken;
  const fitting: Message[][] = [];
  for (const turnRows of byTurn.toReversed()) {
    const now = turnRows[0]?.turnId === turn.turnId;
    const kept = now ? turnRows : turnRows.map(shortenResult);
    budget -= kept.reduce((sum, row) => sum + row.text.length + JSON.stringify(row.toolCalls ?? '').length, 0);
    if (budget < 0 && !now) break;
    fitting.unshift(kept);
  }
  return fitting;
}

function shortenResult(row: Message): Message {
  if (row.role !== 'tool' || row.text.length <= oldResultCharacters) return row;
  return { ...row, text: `${row.text.slice(0, oldResultCharacters)}… (cut; call the tool again for all of it)` };
}

function toMessages(turnRows: Message[]): BaseMessage[] {
  const answered = new Set(turnRows.map((row) => row.toolCallId));
  return turnRows.flatMap((row) => {
    const open = (row.toolCalls ?? []).filter((call) => !answered.has(call.id));
    return [
      toMessage(row),
      ...open.map((call) => new ToolMessage({ content: stoppedResult, tool_call_id: call.id, name: call.name })),
    ];
  });
}

export function toMessage(row: Message): BaseMessage {
  if (row.role === 'user') return new HumanMessage({ id: row.id, content: row.text });
  if (row.role === 'assistant') {
    const calls = (row.toolCalls ?? []).map((call, index) => ({ ...call, id: call.id || callId(row.id, index) }));
    return new AIMessage({ id: row.id, content: row.text, tool_calls: calls });
  }
  return new ToolMessage({
    id: row.id,
    content: row.text,
    tool_call_id: row.toolCallId ?? '',
    name: row.toolName ?? '',
    status: row.ok === false ? 'error' : 'success',
  });
}
