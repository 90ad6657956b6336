/** A person's password and second step. Each runs as that person: their rows are theirs in all organisations. */
import { and, asc, eq, gt, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { appendAudit } from './audit.ts';
import { asPresented, type Database, enterOrg, type Tx } from './client.ts';
import type { AuditEntry } from './model/audit.ts';
import { usedTwice } from './refresh-tokens.ts';
import { memberships, recoveryCodes, signIns, users } from './schema/index.ts';

export type Person = typeof users.$inferSelect;

export async function readPerson(tx: Tx, userId: string): Promise<Person | undefined> {
  const [row] = await tx.select().from(users).where(eq(users.id, userId));
  return row;
}

export const findPerson = (db: Database, userId: string): Promise<Person | undefined> =>
  asPresented(db, { userId }, (tx) => readPerson(tx, userId));

/** In the log of each organisation that the person belongs to, in one order for everybody. */
export async function auditOfPerson(tx: Tx, userId: string, entry: AuditEntry): Promise<void> {
  const belongs = await tx
    .select({ orgId: memberships.orgId })
    .from(memberships)
    .where(eq(memberships.userId, userId))
    .orderBy(asc(memberships.orgId));
  for (const { orgId } of belongs) {
    await enterOrg(tx, { orgId, userId });
    await appendAudit(tx, orgId, entry);
  }
}

export const countOrganisations = (tx: Tx, userId: string): Promise<number> =>
  tx.$count(memberships, eq(memberships.userId, userId));

export const isMember = async (tx: Tx, orgId: string, userId: string): Promise<boolean> =>
  (await tx.$count(memberships, and(eq(memberships.orgId, orgId), eq(memberships.userId, userId)))) > 0;

/** Whether they have signed in from there before, in the last three months, and that was not ended as a theft. */
export function knowsAddress(db: Database, userId: string, address: string): Promise<boolean> {
  return asPresented(db, { userId }, async (tx) => {
    const recent = gt(signIns.createdAt, sql`now() - interval '90 days'`);
    const noTheft = or(isNull(signIns.endedReason), ne(signIns.endedReason, usedTwice));
    const [row] = await tx
      .select({ id: signIns.id })
      .from(signIns)
      .where(and(eq(signIns.userId, userId), eq(signIns.address, address), recent, noTheft))
      .limit(1);
    return row !== undefined;
  });
}

export async function setPassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
}

/** @returns false where two-step sign-in is on already */
export async function beginTotp(tx: Tx, userId: string, totpSecretRef: string): Promise<boolean> {
  const off = and(eq(users.id, userId), isNull(users.totpConfirmedAt));
  const rows = await tx.update(users).set({ totpSecretRef, totpLastStep: null }).where(off).returning({ id: users.id });
  return rows.length > 0;
}

/** Takes a code's time step, once. @returns false for one that was taken, or is older than the last that was */
export async function takeStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const unused = or(isNull(users.totpLastStep), lt(users.totpLastStep, step));
  const rows = await tx
    .update(users)
    .set({ totpLastStep: step })
    .where(and(eq(users.id, userId), unused))
    .returning({ id: users.id });
  return rows.length > 0;
}

/** Turns it on, with codes for when the device is lost. @returns false where it was on */
export async function confirmTotp(tx: Tx, userId: string, codeHashes: string[]): Promise<boolean> {
  const off = and(eq(users.id, userId), isNull(users.totpConfirmedAt));
  const rows = await tx.update(users).set({ totpConfirmedAt: sql`now()` }).where(off).returning({ id: users.id });
  if (rows.length === 0) return false;
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(codeHashes.map((codeHash) => ({ userId, codeHash })));
  return true;
}

export async function takeRecoveryCode(tx: Tx, userId: string, codeHash: string): Promise<boolean> {
  const unused = and(
    eq(recoveryCodes.userId, userId),
    eq(recoveryCodes.codeHash, codeHash),
    isNull(recoveryCodes.usedAt),
  );
  const rows = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(unused)
    .returning({ id: recoveryCodes.id });
  return rows.length > 0;
}

export async function countRecoveryCodes(tx: Tx, userId: string): Promise<number> {
  return tx.$count(recoveryCodes, and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
}

/** @returns where its secret was, or null where it was not on */
export async function removeTotp(tx: Tx, userId: string): Promise<string | null> {
  const [row] = await tx
    .select({ ref: users.totpSecretRef, on: users.totpConfirmedAt })
    .from(users)
    .where(eq(users.id, userId))
    .for('update');
  if (!row?.on) return null;
  await tx
    .update(users)
    .set({ totpSecretRef: null, totpConfirmedAt: null, totpLastStep: null })
    .where(eq(users.id, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  return row.ref;
}

/** @returns false where the sign-in has ended meanwhile */
export async function stepUp(tx: Tx, signInId: string): Promise<boolean> {
  const rows = await tx
    .update(signIns)
    .set({ steppedUpAt: sql`now()` })
    .where(and(eq(signIns.id, signInId), isNull(signIns.revokedAt)))
    .returning({ id: signIns.id });
  return rows.length > 0;
}
