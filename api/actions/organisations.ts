/** From one organisation of a person's to another: a sign-in of its own there, in place of the one here. */
import { findSessionActor } from '../../db/auth.ts';
import { organisationsOf } from '../../db/organisations.ts';
import { endByToken, ownerOfToken, renewSignIn } from '../../db/refresh-tokens.ts';
import { notFound } from '../../platform/errors.ts';
import type { Parts } from '../parts.ts';
import { hashOf, newOpaqueToken, unauthenticated } from '../tokens.ts';
import { type From, openFor } from './sign-in.ts';

type Given = { refreshToken: string; organisationId: string };

/** @throws AuroraError `unauthenticated`; `not_found` where they do not belong, and then the token is not used up */
export async function switchTo(
  parts: Pick<Parts, 'db' | 'tokens'>,
  { refreshToken, organisationId }: Given,
  from: From,
) {
  const { db } = parts;
  await parts.tokens.ready();
  const tokenHash = hashOf(refreshToken);
  const userId = await ownerOfToken(db, tokenHash);
  if (!userId) throw ended();
  const theirs = await organisationsOf(db, userId);
  if (!theirs.some(({ id }) => id === organisationId)) throw notFound('organisation');
  const last = hashOf(newOpaqueToken());
  const renewal = await renewSignIn(db, { tokenHash, nextHash: last }, from);
  const actor = renewal.kind === 'renewed' ? await findSessionActor(db, renewal) : undefined;
  if (!actor) throw ended();
  const { steppedUpAt } = actor;
  const opened = await openFor(parts, userId, 'switch', from, { orgId: organisationId, steppedUpAt });
  await endByToken(db, last, from);
  return opened;
}

const ended = () => unauthenticated('This sign-in has ended. Sign in again.');
