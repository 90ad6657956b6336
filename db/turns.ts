/** Turns: claiming the next one, waiting for a run, ending. Written for the chat-session workflow alone. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { ClaimedTurn, TurnState } from '../workflows/messages.ts';
import type { Runner, Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { Message } from './messages.ts';
import { isFinal } from './model/states.ts';
import { rowOf } from './rows.ts';
import { findRun } from './runs.ts';
import { chatSessions, connections, messages, projects, turns } from './schema/index.ts';

export type Turn = typeof turns.$inferSelect;

/**
 * The turn to walk now, or null. Safe to repeat: a turn that is under way is answered again.
 * What lay waiting longest goes first, be it a message or the outcome of a run.
 */
export async function claimNextTurn(run: Runner, orgId: string, sessionId: string): Promise<ClaimedTurn | null> {
  const { rows } = await run.execute<{ turn_id: string; turn_kind: ClaimedTurn['kind'] }>(
    sql`select * from claim_next_turn(${orgId}, ${sessionId})`,
  );
  const [row] = rows;
  return row ? { turnId: row.turn_id, kind: row.turn_kind } : null;
}

export type TurnFacts = {
  turn: Turn;
  session: typeof chatSessions.$inferSelect;
  project: typeof projects.$inferSelect;
  connection: typeof connections.$inferSelect | null;
  /** Who wrote, or who began the conversation. */
  user: { id: string; name: string };
  /** Up to and with the turn at hand, oldest first; empty when it was not asked for. */
  transcript: Message[];
};

type Raw = Record<string, unknown>;
type RawFacts = {
  turn: Raw;
  session: Raw;
  project: Raw;
  connection: Raw | null;
  user_id: string;
  user_name: string | null;
  transcript: Raw[];
};

/** Everything one step stands on. @throws AuroraError `not_found` */
export async function readTurn(
  run: Runner,
  { orgId, sessionId, turnId }: { orgId: string; sessionId: string; turnId: string },
  withTranscript: boolean,
): Promise<TurnFacts> {
  const { rows } = await run.execute<RawFacts>(
    sql`select * from read_turn(${orgId}, ${sessionId}, ${turnId}, ${withTranscript})`,
  );
  const [row] = rows;
  if (!row) throw notFound('turn');
  return {
    turn: rowOf(turns, row.turn),
    session: rowOf(chatSessions, row.session),
    project: rowOf(projects, row.project),
    connection: row.connection && rowOf(connections, row.connection),
    user: { id: row.user_id, name: row.user_name ?? 'a former member' },
    transcript: row.transcript.map((one) => rowOf(messages, one)),
  };
}

/** Takes what people sent to steer the running turn into it. Safe to repeat. */
export async function claimSteering(tx: Tx, sessionId: string, turnId: string): Promise<void> {
  await tx
    .update(messages)
    .set({ turnId })
    .where(
      and(
        eq(messages.sessionId, sessionId),
        eq(messages.role, 'user'),
        isNull(messages.turnId),
        eq(messages.delivery, 'steer'),
      ),
    );
}

/**
 * What a turn that waits for a run goes on with: the run's end, a new message, or nothing yet.
 * An outcome that is taken here is not a turn of its own any more.
 */
export async function whatEndsTheWait(
  tx: Tx,
  sessionId: string,
  turnId: string,
  runId: string,
): Promise<'outcome' | 'deferred' | 'nothing'> {
  const turn = await findTurn(tx, turnId);
  if (isFinal((await findRun(tx, runId)).state)) {
    await tx
      .update(turns)
      .set({ state: 'completed', finishedAt: sql`now()` })
      .where(and(eq(turns.runId, runId), eq(turns.kind, 'outcome'), eq(turns.state, 'queued')));
    await setTurnState(tx, turn, 'running', null);
    return 'outcome';
  }
  const [message] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.sessionId, sessionId), eq(messages.role, 'user'), isNull(messages.turnId)))
    .limit(1);
  await setTurnState(tx, turn, message ? 'running' : 'waiting', null);
  return message ? 'deferred' : 'nothing';
}

/** One that has ended stays as it is. */
export async function finishTurn(
  run: Runner,
  orgId: string,
  turnId: string,
  state: TurnState,
  reason: string | null,
): Promise<void> {
  await run.execute(sql`select finish_turn(${orgId}, ${turnId}, ${state}, ${reason})`);
}

export async function findTurn(tx: Tx, turnId: string): Promise<Turn> {
  const [turn] = await tx.select().from(turns).where(eq(turns.id, turnId));
  if (!turn) throw notFound('turn');
  return turn;
}

const ended: TurnState[] = ['completed', 'stopped', 'failed'];

async function setTurnState(tx: Tx, turn: Turn, state: TurnState, reason: string | null): Promise<void> {
  if (turn.state === state || ended.includes(turn.state)) return;
  await tx
    .update(turns)
    .set({
      state,
      reason,
      startedAt: turn.startedAt ?? sql`now()`,
      finishedAt: ended.includes(state) ? sql`now()` : null,
    })
    .where(eq(turns.id, turn.id));
  await announceTurn(tx, turn, state, reason);
}

async function announceTurn(tx: Tx, turn: Turn, state: TurnState, reason: string | null): Promise<void> {
  await appendEvent(tx, turn.orgId, `session:${turn.sessionId}`, {
    type: 'turn.state',
    payload: { turnId: turn.id, state, reason },
  });
}
