import { auditOfPerson, findPerson, setPassword } from '../../db/account.ts';
import { auditBy } from '../../db/audit.ts';
import type { SessionActor } from '../../db/auth.ts';
import { asPresented } from '../../db/client.ts';
import { endOthers } from '../../db/sign-ins.ts';
import { AuroraError } from '../../platform/errors.ts';
import { proofDoors } from '../guesses.ts';
import type { Parts } from '../parts.ts';
import { checkPassword, hashPassword, weakness } from '../passwords.ts';
import { unauthenticated } from '../tokens.ts';

type Given = { current: string; password: string };

/** Whoever knew the old one is signed out: everywhere but here. @returns how many sign-ins that ended */
export async function changePassword(
  { db, guesses }: Pick<Parts, 'db' | 'guesses'>,
  actor: SessionActor,
  { current, password }: Given,
): Promise<number> {
  const { userId } = actor;
  const person = await findPerson(db, userId);
  if (!person) throw unauthenticated();
  const clear = await guesses.enter(proofDoors(actor.signInId));
  if (!(await checkPassword(current, person.passwordHash))) throw wrong();
  await clear();
  refuseWeak(password, person);
  const hash = await hashPassword(password);
  return asPresented(db, { userId }, async (tx) => {
    await setPassword(tx, userId, hash);
    await auditOfPerson(
      tx,
      userId,
      auditBy(actor, { action: 'account.password', subject: { kind: 'person', id: userId } }),
    );
    return endOthers(tx, actor, 'The password was changed.');
  });
}

/** @throws AuroraError `bad_request`, in the form of a field that does not fit */
export function refuseWeak(password: string, person: { email: string; name: string }): void {
  const problem = weakness(password, person);
  if (problem === null) return;
  const details = { fields: [{ field: 'body.password', problem }] };
  throw new AuroraError({ code: 'bad_request', retryable: false, userMessage: problem, details });
}

const wrong = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'The current password is not right. Nothing was changed.',
  });
