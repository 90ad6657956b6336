/** Turns: claiming the next one, waiting for a run, ending. Written for the chat-session workflow alone. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { ClaimedTurn, TurnState } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { isFinal } from './model/states.ts';
import { findRun } from './runs.ts';
import { messages, turns } from './schema/index.ts';

export type Turn = typeof turns.$inferSelect;

const underWay: TurnState[] = ['running', 'waiting'];

/**
 * The turn to walk now, or null. Safe to repeat: a turn that is under way is answered again.
 * What lay waiting longest goes first, be it a message or the outcome of a run.
 */
export async function claimNextTurn(tx: Tx, orgId: string, sessionId: string): Promise<ClaimedTurn | null> {
  const inSession = eq(turns.sessionId, sessionId);
  const [active] = await tx
    .select()
    .from(turns)
    .where(and(inSession, inArray(turns.state, underWay)))
    .limit(1);
  if (active) return { turnId: active.id, kind: active.kind };

  const [outcome] = await tx
    .select()
    .from(turns)
    .where(and(inSession, eq(turns.state, 'queued')))
    .orderBy(asc(turns.createdAt))
    .limit(1);
  const [message] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.sessionId, sessionId), eq(messages.role, 'user'), isNull(messages.turnId)))
    .orderBy(asc(messages.position))
    .limit(1);

  if (outcome && (!message || outcome.createdAt <= message.createdAt)) {
    await setTurnState(tx, outcome, 'running', null);
    return { turnId: outcome.id, kind: 'outcome' };
  }
  if (!message) return null;
  const [turn] = await tx
    .insert(turns)
    .values({ orgId, sessionId, kind: 'message', state: 'running', startedAt: sql`now()` })
    .returning();
  if (!turn) throw notFound('turn');
  await tx.update(messages).set({ turnId: turn.id }).where(eq(messages.id, message.id));
  await announceTurn(tx, turn, 'running', null);
  return { turnId: turn.id, kind: 'message' };
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

export async function finishTurn(tx: Tx, turnId: string, state: TurnState, reason: string | null): Promise<void> {
  await setTurnState(tx, await findTurn(tx, turnId), state, reason);
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
