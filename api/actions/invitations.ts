/** Links that let one address into an organisation, once and for a week. */
import { type Actor, findSessionActor, findUserByEmail, type Into } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { appendEvent } from '../../db/events.ts';
import { isMailed, mailInvitation, requireMailable } from '../../db/invitation-mails.ts';
import {
  acceptInvitation,
  findInvitation,
  type Invited,
  insertInvitation,
  type Joining,
  revokeInvitation,
} from '../../db/invitations.ts';
import type { Role } from '../../db/model/states.ts';
import { endByToken } from '../../db/refresh-tokens.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { hashPassword } from '../passwords.ts';
import { hashOf, newOpaqueToken, unauthenticated } from '../tokens.ts';
import { type AcceptInvitation, NewPassword } from '../views/members.ts';
import { refuseWeak } from './password.ts';
import { scopeOf } from './scope.ts';
import { type From, openFor, signIn } from './sign-in.ts';

export const invitationMs = 7 * 24 * 3_600_000;

type Needs = Pick<Parts, 'db' | 'settings'>;

/** @returns the token as well, which is shown once. @throws AuroraError `conflict` for who is a member already */
export async function invite({ db, settings }: Needs, actor: Actor, { email, role }: { email: string; role: Role }) {
  const { orgId, userId } = actor;
  const mailed = settings.SMTP_URL !== undefined;
  const token = newOpaqueToken();
  const expiresAt = new Date(Date.now() + invitationMs);
  const row = { orgId, email, role, tokenHash: hashOf(token), invitedBy: userId, expiresAt };
  const invitation = await inOrg(db, scopeOf(actor), async (tx) => {
    const made = await insertInvitation(tx, row);
    await appendEvent(tx, orgId, `org:${orgId}`, { type: 'members.changed', payload: { userId: null } });
    const subject = { kind: 'invitation', id: made.id };
    if (mailed) await mailInvitation(tx, { ...mailOf(actor), invitationId: made.id, key: 'first' });
    await keepAudit(tx, actor, { action: 'member.invite', subject, detail: { email, role, mailed } });
    return made;
  });
  return { token, invitation, mailed };
}

const mailOf = ({ orgId, name, organisation }: Actor) => ({ orgId, by: name, organisation: organisation.name });

/**
 * Mails it once more, with a link of its own; earlier ones hold as well.
 *
 * @param id made by the client: the same again sends nothing more
 * @throws AuroraError `conflict` where Aurora sends no mail, or as `requireMailable`
 */
export async function mailAgain({ db, settings }: Needs, actor: Actor, invitationId: string, id: string) {
  await inOrg(db, scopeOf(actor), async (tx) => {
    const asked = { ...mailOf(actor), invitationId, key: id };
    if (await isMailed(tx, asked)) return;
    await requireMailable(tx, invitationId);
    if (!settings.SMTP_URL) throw conflict('This Aurora sends no mail. Whoever runs it can set SMTP_URL.');
    await mailInvitation(tx, asked);
    await appendEvent(tx, actor.orgId, `org:${actor.orgId}`, { type: 'members.changed', payload: { userId: null } });
    await keepAudit(tx, actor, { action: 'member.invite_mail', subject: { kind: 'invitation', id: invitationId } });
  });
}

export function revoke({ db }: Needs, actor: Actor, id: string): Promise<void> {
  const { orgId } = actor;
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { email, role } = await revokeInvitation(tx, id);
    await appendEvent(tx, orgId, `org:${orgId}`, { type: 'members.changed', payload: { userId: null } });
    const subject = { kind: 'invitation', id };
    await keepAudit(tx, actor, { action: 'member.invite_revoke', subject, detail: { email, role } });
  });
}

/** @throws AuroraError `unauthenticated`, in the same words for every token that opens nothing */
export async function show({ db }: Needs, token: string): Promise<Invited & { hasAccount: boolean }> {
  const found = await findInvitation(db, hashOf(token));
  if (!found) throw opensNothing();
  return { ...found, hasAccount: (await findUserByEmail(db, found.invitation.email)) !== undefined };
}

type Accepting = Needs & Parameters<typeof signIn>[0];
type Given = ReturnType<typeof AcceptInvitation.parse>;

/**
 * Lets the holder of a link in, as the person with the invited address alone: by their session, by the password of their
 * account (with all that a sign-in asks for), or with an account that is made now.
 */
export async function accept(parts: Accepting, given: Given, claims: SessionIds | null, from: From) {
  const { db } = parts;
  const tokenHash = hashOf(given.token);
  const { invitation, hasAccount } = await show(parts, given.token);
  const { email, orgId } = invitation;
  const actor = claims && (await findSessionActor(db, claims));
  if (actor && actor.email !== email) throw forSomebodyElse(email, actor.email);
  const { userAgent: _, ...trace } = from;
  const join = (who: Joining) => acceptInvitation(db, tokenHash, who, { refusal: opensNothing(), from: trace });
  const open = (userId: string, into: Into) => openFor(parts, userId, 'invitation', from, into);
  if (actor) {
    await join({ id: actor.userId, name: actor.name, known: true });
    return open(actor.userId, { orgId, steppedUpAt: actor.steppedUpAt });
  }
  const { password, code } = given;
  if (password === undefined) throw needsPassword();
  if (hasAccount) {
    // Wherever it opened is not where they want to go; it has done its work once it said that they are who they are.
    const { user, refreshToken } = await signIn(parts, { email, password, code }, from);
    await endByToken(db, hashOf(refreshToken), trace);
    await join({ id: user.id, name: user.name, known: true });
    return open(user.id, { orgId });
  }
  if (!given.name || !NewPassword.safeParse(password).success) throw needsNameAndPassword();
  refuseWeak(password, { email, name: given.name });
  const id = crypto.randomUUID();
  await join({ id, name: given.name, passwordHash: await hashPassword(password) });
  return open(id, { orgId });
}

type SessionIds = Parameters<typeof findSessionActor>[1];

const opensNothing = () =>
  unauthenticated(
    'This invitation opens nothing: it was used, revoked, replaced by a newer one, or is older than a week. Ask for a new one.',
  );

const forSomebodyElse = (invited: string, you: string) =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: `This invitation is for ${invited}, and you are signed in as ${you}. Sign out, and open the link again.`,
  });

const bad = (userMessage: string) => new AuroraError({ code: 'bad_request', retryable: false, userMessage });
const needsPassword = () => bad('Give a password: of your account, or a new one.');
const needsNameAndPassword = () => bad('Give your name, and a password of at least 12 characters.');
