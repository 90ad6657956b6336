/**
 * The chain of one organisation's entries: each holds the hash of the one before it. What is hashed is made by Postgres
 * (`audit_canonical`), and hashed again here. See docs/audit.md for what this alone cannot see.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, inOrg } from './client.ts';

export type ChainEnd = { seq: number; hash: string };

/** `canonical`: every field but the hashes, in the bytes that were hashed. */
export type ChainEntry = ChainEnd & { prevHash: string; canonical: string };

export type AuditFault = {
  kind: 'altered' | 'missing' | 'reordered' | 'truncated' | 'rewritten' | 'forged';
  /** The first entry that is not as it was, as far as that can be told. */
  seq: number;
  text: string;
};

/** Where the entry stands that was written behind the one with this hash; null where none does. */
export type SeqAfter = (hash: string) => Promise<number | null>;

export const beginning: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

const piece = 2_000;

export const fault = (kind: AuditFault['kind'], seq: number, text: string): AuditFault => ({ kind, seq, text });

export const hashOf = ({ prevHash, canonical }: Pick<ChainEntry, 'prevHash' | 'canonical'>): string =>
  createHash('sha256').update(`${prevHash}\n${canonical}`, 'utf8').digest('hex');

/** Whether an entry is as it was written, and follows the one before. */
export async function faultOf(entry: ChainEntry, before: ChainEnd, seqAfter: SeqAfter): Promise<AuditFault | null> {
  const expected = before.seq + 1;
  const isNext = entry.seq === expected;
  if (isNext && entry.prevHash === before.hash && entry.hash === hashOf(entry)) return null;
  const successor = await seqAfter(before.hash);
  if (successor !== null && successor !== expected) {
    return fault('reordered', expected, `what was written as entry ${expected} stands as entry ${successor}`);
  }
  // In a file, where the order is that of the lines.
  if (!isNext && successor === expected) {
    return fault('reordered', expected, `entry ${expected} stands behind entry ${entry.seq}`);
  }
  if (!isNext)
    return fault('missing', expected, `entry ${expected} is missing: entry ${entry.seq} follows ${before.seq}`);
  const what = entry.prevHash === before.hash ? 'its content' : 'the hash that ties it to the one before, or that one';
  return fault('altered', entry.seq, `${what} is not as it was written`);
}

/** What the database says of the end: the row that writers lock, and the number of the last entry. */
export type ChainHead = { head: ChainEnd | null; lastSeq: number };

export function endFault({ head, lastSeq }: ChainHead, end: ChainEnd): AuditFault | null {
  if (!head) return lastSeq === 0 ? null : fault('altered', lastSeq, 'the end of the chain is not kept any more');
  if (head.seq > end.seq) {
    const gone = head.seq - end.seq;
    return fault('truncated', end.seq + 1, `${gone} entries at the end are missing: there were ${head.seq}`);
  }
  if (lastSeq > head.seq) {
    return fault('altered', head.seq + 1, `the end of the chain was moved back to ${head.seq}: there are ${lastSeq}`);
  }
  return head.hash === end.hash ? null : fault('altered', end.seq, 'the end of the chain names another hash');
}

/** One statement, so that both are of one moment: an entry and the head are written together. */
export function readHead(db: Database, orgId: string): Promise<ChainHead> {
  return inOrg(db, { orgId }, async (tx) => {
    const { rows } = await tx.execute<{ seq: number | null; hash: string | null; lastSeq: number | null }>(sql`
      select h.seq::int, h.hash, (select max(e.seq)::int from audit_entries e where e.org_id = ${orgId}) as "lastSeq"
      from (select 1) one left join audit_heads h on h.org_id = ${orgId}`);
    const { seq = null, hash = null, lastSeq = null } = rows[0] ?? {};
    return { head: seq === null || hash === null ? null : { seq, hash }, lastSeq: lastSeq ?? 0 };
  });
}

/** In their order, a piece at a time: each piece is a transaction of its own, because none of them changes any more. */
export async function* entriesAfter(
  db: Database,
  orgId: string,
  { after, upTo }: { after: number; upTo: number },
): AsyncGenerator<ChainEntry> {
  let last = after;
  for (;;) {
    const page = await inOrg(db, { orgId }, (tx) =>
      tx.execute<ChainEntry>(sql`
        select e.seq::int, e.prev_hash as "prevHash", e.hash, audit_canonical(e) as canonical from audit_entries e
        where e.org_id = ${orgId} and e.seq > ${last} and e.seq <= ${upTo} order by e.seq limit ${piece}`),
    );
    yield* page.rows;
    last = page.rows.at(-1)?.seq ?? last;
    if (page.rows.length < piece) return;
  }
}

export const seqAfterIn =
  (db: Database, orgId: string): SeqAfter =>
  async (hash) => {
    const { rows } = await inOrg(db, { orgId }, (tx) =>
      tx.execute<{ seq: number }>(
        sql`select seq::int from audit_entries where org_id = ${orgId} and prev_hash = ${hash} order by seq limit 1`,
      ),
    );
    return rows[0]?.seq ?? null;
  };

/** Every organisation that has a log. */
export async function auditOrgs(db: Database): Promise<string[]> {
  const { rows } = await db.orm.execute<{ id: string }>(sql`select org_id as id from audit_orgs()`);
  return rows.map(({ id }) => id);
}
