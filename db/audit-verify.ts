/**
 * Whether the audit log is as it was written: `npm run audit:verify`. Each entry holds the hash of the one before it in
 * its organisation. What is hashed is made by Postgres (`audit_canonical`), and hashed again here.
 *
 * It cannot see that somebody with the rights of the tables' owner has written the whole chain anew from some entry on,
 * or cut its end off and moved the head back: keep the printed ends of the chains where that person cannot write.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, inOrg, openDatabase, type Tx } from './client.ts';

export type AuditFault = {
  kind: 'altered' | 'missing' | 'reordered' | 'truncated';
  /** The first entry that is not as it was. */
  seq: number;
  text: string;
};

export type AuditVerdict = {
  orgId: string;
  entries: number;
  /** Where the chain ends, as far as it is whole. */
  end: { seq: number; hash: string };
  fault: AuditFault | null;
};

type Entry = { seq: number; prevHash: string; hash: string; canonical: string };

const piece = 2_000;
const beginning = '0'.repeat(64);

/** @returns one verdict an organisation that has an audit log */
export async function verifyAudit(db: Database): Promise<AuditVerdict[]> {
  const { rows } = await db.orm.execute<{ id: string }>(sql`select org_id as id from audit_orgs()`);
  const verdicts: AuditVerdict[] = [];
  for (const { id } of rows) verdicts.push(await verifyOrg(db, id));
  return verdicts;
}

/** Entries that come while it looks are left for the next time. */
export function verifyOrg(db: Database, orgId: string): Promise<AuditVerdict> {
  return inOrg(db, { orgId }, async (tx) => {
    const head = await readHead(tx, orgId);
    let end = { seq: 0, hash: beginning };
    let entries = 0;
    const verdict = (fault: AuditFault | null): AuditVerdict => ({ orgId, entries, end, fault });
    for (;;) {
      const page = await readEntries(tx, orgId, end.seq);
      for (const entry of page) {
        // Written after the head was read.
        if (head && entry.seq > head.seq) return verdict(null);
        const fault = await faultOf(tx, orgId, entry, end);
        if (fault) return verdict(fault);
        end = { seq: entry.seq, hash: entry.hash };
        entries += 1;
      }
      if (page.length < piece) return verdict(endFault(head, end));
    }
  });
}

async function faultOf(tx: Tx, orgId: string, entry: Entry, before: AuditVerdict['end']): Promise<AuditFault | null> {
  const expected = before.seq + 1;
  const isNext = entry.seq === expected;
  if (isNext && entry.prevHash === before.hash && entry.hash === hashOf(entry)) return null;
  const successor = await seqAfter(tx, orgId, before.hash);
  if (successor !== null && successor !== expected) {
    return fault('reordered', expected, `what was written as entry ${expected} stands as entry ${successor}`);
  }
  if (!isNext)
    return fault('missing', expected, `entry ${expected} is missing: entry ${entry.seq} follows ${before.seq}`);
  const what = entry.prevHash === before.hash ? 'its content' : 'the hash that ties it to the one before, or that one';
  return fault('altered', entry.seq, `${what} is not as it was written`);
}

function endFault(head: AuditVerdict['end'] | null, end: AuditVerdict['end']): AuditFault | null {
  if (!head) return end.seq === 0 ? null : fault('altered', end.seq, 'the end of the chain is not kept any more');
  if (head.seq > end.seq) {
    return fault(
      'truncated',
      end.seq + 1,
      `${head.seq - end.seq} entries at the end are missing: there were ${head.seq}`,
    );
  }
  return head.hash === end.hash ? null : fault('altered', end.seq, 'the end of the chain names another hash');
}

const fault = (kind: AuditFault['kind'], seq: number, text: string): AuditFault => ({ kind, seq, text });

const hashOf = ({ prevHash, canonical }: Entry) =>
  createHash('sha256').update(`${prevHash}\n${canonical}`, 'utf8').digest('hex');

async function readHead(tx: Tx, orgId: string): Promise<AuditVerdict['end'] | null> {
  const { rows } = await tx.execute<{ seq: number; hash: string }>(
    sql`select seq::int, hash from audit_heads where org_id = ${orgId}`,
  );
  return rows[0] ?? null;
}

async function readEntries(tx: Tx, orgId: string, afterSeq: number): Promise<Entry[]> {
  const { rows } = await tx.execute<Entry>(sql`
    select e.seq::int, e.prev_hash as "prevHash", e.hash, audit_canonical(e) as canonical
    from audit_entries e where e.org_id = ${orgId} and e.seq > ${afterSeq} order by e.seq limit ${piece}`);
  return rows;
}

/** Where the entry stands that was written behind the one with this hash. */
async function seqAfter(tx: Tx, orgId: string, hash: string): Promise<number | null> {
  const { rows } = await tx.execute<{ seq: number }>(
    sql`select seq::int from audit_entries where org_id = ${orgId} and prev_hash = ${hash} order by seq limit 1`,
  );
  return rows[0]?.seq ?? null;
}

async function main(url: string): Promise<number> {
  const db = openDatabase(url, { name: 'aurora-audit-verify', max: 1 });
  const verdicts = await verifyAudit(db).finally(() => db.close());
  for (const { orgId, entries, end, fault: found } of verdicts) {
    const text = found
      ? `${found.kind.toUpperCase()} at entry ${found.seq}: ${found.text}`
      : `whole, ends with ${end.hash}`;
    process.stdout.write(`${orgId}  ${entries} entries  ${text}\n`);
  }
  const bad = verdicts.filter((one) => one.fault !== null).length;
  process.stdout.write(`${verdicts.length} audit logs looked at, ${bad} of them not as they were written\n`);
  return bad === 0 ? 0 : 1;
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write('DATABASE_URL is not set: npm start writes it, or see .env.example.\n');
    process.exit(2);
  }
  process.exitCode = await main(url);
}
