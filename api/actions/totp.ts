/** Two-step sign-in: begun with a secret, on once a code of it came, off with a proof or by an admin. */
import {
  auditOfPerson,
  beginTotp,
  confirmTotp,
  countOrganisations,
  findPerson,
  isMember,
  readPerson,
  removeTotp,
  takeStep,
} from '../../db/account.ts';
import { auditBy } from '../../db/audit.ts';
import type { Actor, SessionActor } from '../../db/auth.ts';
import { asPresented, inOrg } from '../../db/client.ts';
import { AuroraError, conflict, errorText, notFound } from '../../platform/errors.ts';
import { proofDoors } from '../guesses.ts';
import type { Parts } from '../parts.ts';
import { hashOfRecovery, newRecoveryCodes, newTotpSecret, stepOf, totpOf } from './codes.ts';
import { requireProof } from './proof.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'guesses' | 'log'>;

/** @returns what a device is told, once: it is not shown again */
export async function beginTwoSteps(
  { db, secrets }: Needs,
  actor: SessionActor,
): Promise<{ uri: string; secret: string }> {
  requireProof(actor);
  const { userId, email } = actor;
  if ((await findPerson(db, userId))?.totpConfirmedAt) throw isOn();
  const secret = newTotpSecret();
  const ref = await secrets.write(`users/totp-${userId}`, { secret });
  const entry = auditBy(actor, { action: 'account.totp_begin', subject: { kind: 'person', id: userId } });
  await asPresented(db, { userId }, async (tx) => {
    if (!(await beginTotp(tx, userId, ref))) throw isOn();
    await auditOfPerson(tx, userId, entry);
  });
  return { uri: totpOf(email, secret).toString(), secret };
}

/** @returns the recovery codes, once: only their hashes are kept */
export async function confirmTwoSteps(
  { db, secrets, guesses }: Needs,
  actor: SessionActor,
  code: string,
): Promise<string[]> {
  const { userId, email } = actor;
  const person = await findPerson(db, userId);
  if (person?.totpConfirmedAt) throw isOn();
  if (!person?.totpSecretRef) throw conflict('Begin with two-step sign-in first: the device needs its secret.');
  const clear = await guesses.enter(proofDoors(actor.signInId));
  const { secret = '' } = await secrets.read(person.totpSecretRef);
  const step = stepOf(totpOf(email, secret), code.replace(/\s/g, ''));
  const codes = newRecoveryCodes();
  const on = await asPresented(db, { userId }, async (tx) => {
    if (step === null || !(await takeStep(tx, userId, step))) return false;
    if (!(await confirmTotp(tx, userId, codes.map(hashOfRecovery)))) throw isOn();
    await auditOfPerson(
      tx,
      userId,
      auditBy(actor, { action: 'account.totp_on', subject: { kind: 'person', id: userId } }),
    );
    return true;
  });
  if (!on) throw wrongCode();
  await clear();
  return codes;
}

export async function endTwoSteps(parts: Needs, actor: SessionActor): Promise<void> {
  requireProof(actor);
  const { userId } = actor;
  const entry = auditBy(actor, { action: 'account.totp_off', subject: { kind: 'person', id: userId } });
  const ref = await asPresented(parts.db, { userId }, async (tx) => {
    const was = await removeTotp(tx, userId);
    if (was !== null) await auditOfPerson(tx, userId, entry);
    return was;
  });
  await forget(parts, ref);
}

/**
 * For a member who lost device and recovery codes. Not for one who belongs to other organisations too: their admins
 * rely on the second step as well.
 */
export async function resetTwoSteps(parts: Needs, admin: Actor, userId: string): Promise<void> {
  if (admin.via === 'session') requireProof(admin);
  const { orgId } = admin;
  await inOrg(parts.db, { orgId, userId: admin.userId }, async (tx) => {
    if (!(await isMember(tx, orgId, userId))) throw notFound('member');
  });
  const entry = auditBy(admin, { action: 'account.totp_off', subject: { kind: 'person', id: userId } });
  // As the member: nobody else's transaction may touch their factors.
  const ref = await asPresented(parts.db, { userId }, async (tx) => {
    if ((await countOrganisations(tx, userId)) > 1) throw elsewhereToo();
    if (!(await readPerson(tx, userId))?.totpConfirmedAt) throw conflict('Two-step sign-in is not on for this person.');
    const was = await removeTotp(tx, userId);
    await auditOfPerson(tx, userId, entry);
    return was;
  });
  await forget(parts, ref);
}

/** Nothing points to it any more. What Vault does not forget now is of no use to anybody. */
async function forget({ secrets, log }: Needs, ref: string | null): Promise<void> {
  if (ref === null) return;
  await secrets
    .remove(ref)
    .catch((error) => log.warn({ reason: errorText(error) }, 'the secret of old codes stays in vault'));
}

const isOn = () => conflict('Two-step sign-in is on already. Turn it off first to set it up anew.');

const wrongCode = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'This code is not right. Check that the clock of the device is, and give the code that it shows now.',
  });

const elsewhereToo = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage:
      'This person belongs to other organisations too, which rely on their second step. They can turn it off themselves, with a recovery code.',
  });
