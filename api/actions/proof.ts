/** Who has a session proves again that they are its person: with a code where two-step sign-in is on, else the password. */
import { auditOfPerson, findPerson, type Person, stepUp } from '../../db/account.ts';
import { auditBy } from '../../db/audit.ts';
import type { SessionActor } from '../../db/auth.ts';
import { asPresented, enterOrg } from '../../db/client.ts';
import { isFresh } from '../../db/decisions.ts';
import { AuroraError } from '../../platform/errors.ts';
import { proofDoors } from '../guesses.ts';
import type { Parts } from '../parts.ts';
import { checkPassword } from '../passwords.ts';
import { unauthenticated } from '../tokens.ts';
import { takeCode } from './codes.ts';

export type Proof = { password?: string | undefined; code?: string | undefined };
type Needs = Pick<Parts, 'db' | 'secrets' | 'guesses'>;

/** @throws AuroraError `bad_request` for the wrong kind of proof, `forbidden` for a wrong one, `rate_limited` */
export async function prove(parts: Needs, actor: SessionActor, given: Proof): Promise<Person> {
  const person = await findPerson(parts.db, actor.userId);
  if (!person) throw unauthenticated();
  const twoSteps = person.totpConfirmedAt !== null;
  if (twoSteps ? !given.code : !given.password) throw otherProof(twoSteps);
  const clear = await parts.guesses.enter(proofDoors(actor.signInId));
  const from = { requestId: actor.from?.requestId ?? '', address: actor.from?.address ?? '' };
  const right = twoSteps
    ? await takeCode(parts, person, given.code ?? '', from)
    : await checkPassword(given.password ?? '', person.passwordHash);
  if (!right) throw wrong(twoSteps);
  await clear();
  return person;
}

/** Keeps the proof in the session. @returns when it was given */
export async function proveAgain(parts: Needs, actor: SessionActor, given: Proof): Promise<void> {
  const { userId, orgId, signInId } = actor;
  const { totpConfirmedAt } = await prove(parts, actor, given);
  const entry = auditBy(actor, {
    action: 'account.step_up',
    subject: { kind: 'session', id: signInId },
    detail: { by: totpConfirmedAt ? 'code' : 'password' },
  });
  await asPresented(parts.db, { userId }, async (tx) => {
    await enterOrg(tx, { orgId, userId });
    if (!(await stepUp(tx, signInId))) throw unauthenticated('This sign-in has ended. Sign in again.');
    await auditOfPerson(tx, userId, entry);
  });
}

/** For what a borrowed browser must not do. @throws AuroraError `step_up_required` */
export function requireProof(actor: SessionActor): void {
  if (isFresh(actor.steppedUpAt, new Date())) return;
  throw new AuroraError({
    code: 'step_up_required',
    retryable: false,
    userMessage:
      'Confirm that it is you first, with your password or a code: this cannot be done by who only found your browser open.',
  });
}

const otherProof = (twoSteps: boolean) =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: twoSteps
      ? 'Your account has two-step sign-in: give a code of your device, or a recovery code.'
      : 'Your account has no two-step sign-in: give your password.',
    details: { needs: twoSteps ? 'code' : 'password' },
  });

const wrong = (twoSteps: boolean) =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: twoSteps
      ? 'This code is not right, or was used already. Wait for the next one and try again.'
      : 'The password is not right. Try again.',
  });
