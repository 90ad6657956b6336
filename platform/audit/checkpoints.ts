/**
 * Checkpoints as they lie in S3: `audit-checkpoints/{orgId}/{seq}.json`, written once. Whoever can rewrite the database
 * cannot rewrite these.
 */
import { AuroraError } from '../errors.ts';
import type { Bucket } from '../storage/s3.ts';
import { isSignedBy, type KnownKeys, SignedStatement, statementHash } from './statement.ts';

/** Zeros before it, so that the order of the keys is the order of the chain. */
const digits = 12;

export const checkpointFolder = 'audit-checkpoints/';

const folderOf = (orgId: string) => `${checkpointFolder}${orgId}/`;

export const checkpointKey = (orgId: string, seq: number): string =>
  `${folderOf(orgId)}${String(seq).padStart(digits, '0')}.json`;

export const objectOf = (signed: SignedStatement): string => `${JSON.stringify(signed)}\n`;

/** A checkpoint that says what it should, or why it cannot be believed. */
export type Mark =
  | { kind: 'signed'; seq: number; signed: SignedStatement }
  | { kind: 'forged'; seq: number; text: string };

export type MarkEnd = { seq: number; hash: string | null };

export const noMark: MarkEnd = { seq: 0, hash: null };

/** In the order of the chain, each checked by itself and against the one before. Ends with the first that is wrong. */
export async function* readMarks(
  storage: Bucket,
  keys: KnownKeys,
  orgId: string,
  before: MarkEnd = noMark,
): AsyncGenerator<Mark> {
  let end = before;
  const startAfter = before.seq > 0 ? checkpointKey(orgId, before.seq) : undefined;
  for await (const { key } of storage.walk(folderOf(orgId), { startAfter })) {
    const mark = checkMark(await storage.getText(key), key, { orgId, end, keys });
    yield mark;
    if (mark.kind === 'forged') return;
    end = { seq: mark.seq, hash: statementHash(mark.signed.statement) };
  }
}

type Expected = { orgId: string; seq: number; end: MarkEnd; keys: KnownKeys };

function checkMark(text: string, key: string, given: Omit<Expected, 'seq'>): Mark {
  const seq = Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);
  const signed = parse(text);
  const why = signed ? whyNot(signed, { ...given, seq }) : 'cannot be read';
  return signed && !why ? { kind: 'signed', seq, signed } : forgedMark(seq, why ?? '');
}

export const forgedMark = (seq: number, why: string): Mark => ({
  kind: 'forged',
  seq,
  text: `the checkpoint of entry ${seq} ${why}`,
});

/** What speaks against a checkpoint that stands for the entry `seq`, behind the one that ended at `end`. */
export function whyNot(signed: SignedStatement, { orgId, seq, end, keys }: Expected): string | null {
  const { statement } = signed;
  const key = keys.get(statement.keyId);
  if (!key) return `names the key ${statement.keyId}, which is not known`;
  if (!isSignedBy(signed, key)) return 'is not signed by the key that it names';
  if (statement.orgId !== orgId) return 'was made for another organisation';
  if (statement.seq !== seq) return `was made for entry ${statement.seq}`;
  if (statement.previous !== end.hash) return notBehind(statement, end);
  if (statement.count !== seq - end.seq) return 'counts other entries than there are between it and the one before';
  return null;
}

/** Each counts from the one before it, so it names that one also where it is gone. */
function notBehind({ seq, count }: SignedStatement['statement'], end: MarkEnd): string {
  const before = seq - count;
  return before === end.seq
    ? `was made behind another checkpoint of entry ${before} than the one that is there`
    : `was made behind that of entry ${before}, which is missing`;
}

function parse(text: string): SignedStatement | null {
  try {
    return SignedStatement.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** As it lies there, unchecked; null where it is gone, which the one behind it shows. */
export async function readSigned(storage: Bucket, orgId: string, seq: number): Promise<SignedStatement | null> {
  try {
    return parse(await storage.getText(checkpointKey(orgId, seq)));
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Where the chain of checkpoints goes on behind one that was found good before. @throws AuroraError `not_found` */
export async function readMark(storage: Bucket, keys: KnownKeys, orgId: string, seq: number): Promise<Mark> {
  const signed = parse(await storage.getText(checkpointKey(orgId, seq)));
  if (!signed) return forgedMark(seq, 'cannot be read');
  const { previous, count } = signed.statement;
  const why = whyNot(signed, { orgId, seq, end: { seq: seq - count, hash: previous }, keys });
  return why ? forgedMark(seq, why) : { kind: 'signed', seq, signed };
}

/** Organisations that have checkpoints, whatever the database knows of them. */
export async function* orgsWithMarks(storage: Bucket): AsyncGenerator<string> {
  let startAfter: string | undefined;
  for (;;) {
    const { value } = await storage.walk(checkpointFolder, { startAfter }).next();
    const orgId = value?.key.split('/')[1];
    if (!orgId) return;
    yield orgId;
    startAfter = `${folderOf(orgId)}z`;
  }
}
