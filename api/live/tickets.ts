/**
 * A ticket opens one WebSocket, once, within 30 s: browsers cannot send an Authorization header with it, and an access
 * token in a URL would end in logs.
 */
import { type Actor, keepTicket, takeTicket } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';
import { type Claims, hashOf, liveTicketMs, newOpaqueToken, unauthenticated } from '../tokens.ts';

/** The sign-in's id stands in the ticket itself: the stored hash covers it, so it cannot be exchanged. */
export async function issueTicket(db: Database, { orgId, userId, signInId }: Actor) {
  const ticket = `${newOpaqueToken()}.${signInId}`;
  const expiresAt = new Date(Date.now() + liveTicketMs);
  await keepTicket(db, { orgId, userId, tokenHash: hashOf(ticket), expiresAt });
  return { ticket, expiresAt: expiresAt.toISOString() };
}

/** @throws AuroraError `unauthenticated` for one that is unknown, used or too old */
export async function redeemTicket(db: Database, ticket: string): Promise<Claims> {
  const signInId = ticket.split('.')[1];
  const owner = signInId && (await takeTicket(db, hashOf(ticket)));
  if (!owner) throw unauthenticated('This ticket was used already or is too old. Get a new one.');
  return { ...owner, signInId };
}
