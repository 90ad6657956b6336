/**
 * A sign-in goes on by refresh tokens of one use: each is used up and answered with the next. A used one that comes
 * again was copied, by whom nobody can tell: the whole sign-in ends, for the thief and for its person.
 *
 * **The overlap.** Two tabs may present one token at the same time, and an answer may get lost on its way. So a used
 * token is answered once more, with a sibling of the one it gave, for `overlapMs` after its use and only while none of
 * what it gave has been used. That is safe: a thief who falls into those seconds holds a sibling, using either sibling
 * uses up both, and the other one then counts as copied. They would have to renew within seconds of its owner each time,
 * without seeing when that is; the first time they miss, the sign-in ends.
 */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { appendAudit } from './audit.ts';
import type { Actor } from './auth.ts';
import { asPresented, type Database, enterOrg, type Tx } from './client.ts';
import { refreshTokens, signIns, users } from './schema/index.ts';

/** Longer than the web server waits for an answer (15 s), so that a call that timed out can be made again. */
export const overlapMs = 30_000;

export const usedTwice = 'A refresh token was used twice: somebody else had a copy of it.';

export type Renewal =
  | { kind: 'renewed'; orgId: string; userId: string; signInId: string }
  /** It ended just now, because of this token. */
  | { kind: 'reused' }
  /** Unknown, or its sign-in has ended. */
  | { kind: 'none' };

/** Uses a token up and keeps the next one. Requests of one sign-in wait for each other. */
export function renewSignIn(
  db: Database,
  { tokenHash, nextHash }: { tokenHash: string; nextHash: string },
  from: NonNullable<Actor['from']>,
): Promise<Renewal> {
  return asPresented(db, { tokenHash }, async (tx) => {
    const held = await holdSignIn(tx, tokenHash);
    if (!held) return { kind: 'none' };
    const { id: signInId, orgId, userId } = held;
    const state = await stateOf(tx, signInId, tokenHash);
    if (state === 'spent') {
      await endReused(tx, held, from);
      return { kind: 'reused' };
    }
    if (state === 'fresh') {
      // All that were given for one predecessor are used up with it.
      const open = and(eq(refreshTokens.signInId, signInId), isNull(refreshTokens.usedAt));
      await tx.update(refreshTokens).set({ usedAt: sql`now()` }).where(open);
    }
    await tx.insert(refreshTokens).values({ orgId, signInId, tokenHash: nextHash });
    await tx.update(signIns).set({ lastUsedAt: sql`now()` }).where(eq(signIns.id, signInId));
    return { kind: 'renewed', orgId, userId, signInId };
  });
}

/** The sign-in of a token, locked, in its organisation. @returns undefined where it does not hold */
async function holdSignIn(tx: Tx, tokenHash: string) {
  const [known] = await tx.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
  if (!known) return undefined;
  await enterOrg(tx, { orgId: known.orgId });
  const holds = and(eq(signIns.id, known.signInId), isNull(signIns.revokedAt), sql`${signIns.expiresAt} > now()`);
  const [signIn] = await tx.select().from(signIns).where(holds).for('update');
  return signIn;
}

/** Asked again under the lock: another request may have used the token up meanwhile. */
async function stateOf(tx: Tx, signInId: string, tokenHash: string): Promise<'fresh' | 'overlap' | 'spent'> {
  const result = await tx.execute<{ state: 'fresh' | 'overlap' | 'spent' }>(sql`
    select case when used_at is null then 'fresh'
      when used_at > now() - ${overlapMs} * interval '1 millisecond'
        and used_at = (select max(used_at) from refresh_tokens where sign_in_id = ${signInId}) then 'overlap'
      else 'spent' end as state
    from refresh_tokens where sign_in_id = ${signInId} and token_hash = ${tokenHash}`);
  return result.rows[0]?.state ?? 'spent';
}

type Held = typeof signIns.$inferSelect;

async function endReused(tx: Tx, { id, orgId, userId }: Held, from: NonNullable<Actor['from']>): Promise<void> {
  await tx.update(signIns).set({ revokedAt: sql`now()`, endedReason: usedTwice }).where(eq(signIns.id, id));
  const [person] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
  await appendAudit(tx, orgId, {
    action: 'session.reuse',
    outcome: 'refused',
    actor: { kind: 'person', id: userId, name: person?.name ?? null },
    subject: { kind: 'session', id },
    detail: { reason: usedTwice },
    ...from,
  });
}

/** Ends the sign-in of a token, also of one that was used. One that opens none, or one that has ended, is no error. */
export function endByToken(db: Database, tokenHash: string, from: NonNullable<Actor['from']>): Promise<void> {
  return asPresented(db, { tokenHash }, async (tx) => {
    const held = await holdSignIn(tx, tokenHash);
    if (!held) return;
    const { id, orgId, userId } = held;
    await tx.update(signIns).set({ revokedAt: sql`now()`, endedReason: 'Signed out.' }).where(eq(signIns.id, id));
    const [person] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
    await appendAudit(tx, orgId, {
      action: 'session.sign_out',
      actor: { kind: 'person', id: userId, name: person?.name ?? null },
      subject: { kind: 'session', id },
      ...from,
    });
  });
}

/** What of a person's sign-ins is over for good takes its tokens with it. */
export async function forgetOldTokens(tx: Tx, userId: string): Promise<void> {
  const over = sql`select id from sign_ins where user_id = ${userId} and expires_at < now() - interval '1 day'`;
  await tx.delete(refreshTokens).where(sql`${refreshTokens.signInId} in (${over})`);
}

/** Whose sign-in a token belongs to, without using it. @returns undefined where it does not hold */
export function ownerOfToken(db: Database, tokenHash: string): Promise<string | undefined> {
  return asPresented(db, { tokenHash }, async (tx) => (await holdSignIn(tx, tokenHash))?.userId);
}
