/** Keeps what a person wrote, then tells the conversation's workflow. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { acceptMessage, type Message, type NewMessage } from '../../db/messages.ts';
import { insertStopRequest } from '../../db/runs.ts';
import { requireSession } from '../../db/sessions.ts';
import { interruptSession, nudgeSession, stopSession } from '../../platform/nudges.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'temporal'>;
const stopHoldsMs = 30_000;

type Given = { id: string; text: string; delivery: Message['delivery'] };

export async function postMessage(
  { db, temporal }: Needs,
  actor: Actor,
  sessionId: string,
  given: Given,
): Promise<Message> {
  const { orgId, userId } = actor;
  const message = await keepMessage(db, actor, { ...given, orgId, sessionId, authorId: userId });
  // A repeat of one that a turn has taken has nothing to tell, and must not stop a turn a second time.
  if (message.turnId !== null) return message;
  if (message.delivery === 'interrupt') await interruptSession(temporal, { orgId, sessionId }, message.id);
  else await nudgeSession(temporal, { orgId, sessionId });
  return message;
}

/** One round trip, but for a message that interrupts: its request to stop comes with it or not at all. */
function keepMessage(db: Needs['db'], actor: Actor, message: NewMessage): Promise<Message> {
  if (message.delivery !== 'interrupt') return acceptMessage(db.orm, message);
  return inOrg(db, scopeOf(actor), async (tx) => {
    const accepted = await acceptMessage(tx, message);
    const { id, orgId, sessionId, authorId } = message;
    if (accepted.delivery === 'interrupt') {
      await insertStopRequest(tx, { id, orgId, sessionId, kind: 'stop', requestedBy: authorId });
    }
    return accepted;
  });
}

export async function requestStop(
  { db, temporal }: Needs,
  actor: Actor,
  sessionId: string,
  id: string,
): Promise<{ id: string }> {
  const { orgId, userId } = actor;
  const { request } = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireSession(tx, sessionId);
    return insertStopRequest(tx, { id, orgId, sessionId, kind: 'stop', requestedBy: userId });
  });
  // A repeat tells it again, since the first try may not have arrived; an old one would stop a later turn.
  if (Date.now() - request.createdAt.getTime() < stopHoldsMs) await stopSession(temporal, { orgId, sessionId }, id);
  return { id };
}
