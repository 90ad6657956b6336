/** Tells people that a step waits for something that should come back by itself, instead of leaving them to wonder. */
import { ApplicationFailure } from '@temporalio/activity';
import type { Database } from '../db/client.ts';
import { publishEvent } from '../db/events.ts';
import { errorText } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';

type Target = { orgId?: string; runId?: string; sessionId?: string; turnId?: string };

/**
 * @param input the activity's own argument, which names what it works for
 * @param failure what Temporal will be told
 */
export async function announceRetry(db: Database, log: Logger, input: unknown, failure: Error): Promise<void> {
  if (!(failure instanceof ApplicationFailure) || failure.nonRetryable) return;
  const { orgId, runId, sessionId, turnId } = (input ?? {}) as Target;
  const text = `${failure.message} Trying again by itself.`;
  try {
    if (orgId && runId) {
      await publishEvent(db, orgId, `run:${runId}`, { type: 'plan.progress', payload: { step: 'wait', text } });
    } else if (orgId && sessionId && turnId) {
      const payload = { turnId, state: 'running', reason: text } as const;
      await publishEvent(db, orgId, `session:${sessionId}`, { type: 'turn.state', payload });
    }
  } catch (error) {
    // Where Postgres itself is away, nobody can be told now.
    log.warn(`a notice of a retry was not published: ${errorText(error)}`);
  }
}
