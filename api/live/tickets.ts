/**
 * A ticket opens one WebSocket, once, within 30 s: browsers cannot send an Authorization header with it, and an access
 * token in a URL would end in logs.
 */
import { type Actor, type Claims, keepTicket, takeTicket } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';
import { hashOf, liveTicketMs, newOpaqueToken, unauthenticated } from '../tokens.ts';

/** What it was got with stands in the ticket itself: the stored hash covers it, so it cannot be exchanged. */
export async function issueTicket(db: Database, actor: Actor) {
  const { orgId, userId } = actor;
  const by = actor.via === 'session' ? `session.${actor.signInId}` : `token.${actor.token.id}`;
  const ticket = `${newOpaqueToken()}.${by}`;
  const expiresAt = new Date(Date.now() + liveTicketMs);
  await keepTicket(db, { orgId, userId, tokenHash: hashOf(ticket), expiresAt });
  return { ticket, expiresAt: expiresAt.toISOString() };
}

/** @throws AuroraError `unauthenticated` for one that is unknown, used or too old */
export async function redeemTicket(db: Database, ticket: string): Promise<Claims> {
  const [, via, id] = ticket.split('.');
  const owner = via && id && (await takeTicket(db, hashOf(ticket)));
  if (!owner) throw unauthenticated('This ticket was used already or is too old. Get a new one.');
  return via === 'token' ? { via, ...owner, tokenId: id } : { via: 'session', ...owner, signInId: id };
}
