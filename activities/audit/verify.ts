/** Whether one organisation's log is as it was written: entries, end of the chain, and every checkpoint in S3. */
import {
  type AuditFault,
  auditOrgs,
  type ChainEnd,
  endFault,
  entriesAfter,
  fault,
  readHead,
  seqAfterIn,
} from '../../db/audit-chain.ts';
import { lastCheckpoint } from '../../db/audit-checkpoints.ts';
import type { Database } from '../../db/client.ts';
import { orgsWithMarks, readMarks } from '../../platform/audit/checkpoints.ts';
import type { KnownKeys } from '../../platform/audit/statement.ts';
import type { Bucket } from '../../platform/storage/s3.ts';
import { beyondFault, type Walk, walkChain } from './walk.ts';

export type AuditVerdict = Omit<Walk, 'beyond'> & { orgId: string };

export type Places = { db: Database; storage: Bucket };

/** Entries that come while it looks are left for the next time. */
export async function verifyOrg({ db, storage }: Places, keys: KnownKeys, orgId: string): Promise<AuditVerdict> {
  const start = await readHead(db, orgId);
  const upTo = Math.max(start.head?.seq ?? 0, start.lastSeq);
  const { beyond, ...walk } = await walkChain({
    entries: entriesAfter(db, orgId, { after: 0, upTo }),
    marks: readMarks(storage, keys, orgId),
    seqAfter: seqAfterIn(db, orgId),
  });
  if (walk.fault) return { orgId, ...walk };
  // Both may have grown meanwhile: a checkpoint is beyond the end only where the end is still before it.
  const isBeyond = beyond && (beyond.kind === 'forged' || beyond.seq > (await readHead(db, orgId)).lastSeq);
  const found = isBeyond ? beyondFault(beyond, walk.end) : await lateFault(db, { orgId, start, walk });
  return { orgId, ...walk, fault: found };
}

type Late = { orgId: string; start: Awaited<ReturnType<typeof readHead>>; walk: Pick<Walk, 'end' | 'signed'> };

async function lateFault(db: Database, { orgId, start, walk }: Late): Promise<AuditFault | null> {
  return endFault(start, headEnd(start, walk.end)) ?? (await lostCheckpoint(db, orgId, walk));
}

/** Where the head stands within the entries, the entries behind it are told of by `endFault`. */
const headEnd = ({ head, lastSeq }: Late['start'], end: ChainEnd): ChainEnd =>
  head && lastSeq > head.seq ? { seq: head.seq, hash: head.hash } : end;

/** The row tells of a checkpoint whose object is gone. */
async function lostCheckpoint(db: Database, orgId: string, { end, signed }: Late['walk']): Promise<AuditFault | null> {
  const row = await lastCheckpoint(db, orgId);
  if (!row || row.seq <= (signed?.seq ?? 0) || row.seq > end.seq) return null;
  return fault('forged', row.seq, `the checkpoint of entry ${row.seq} is on record, but not in the object storage`);
}

/** Every organisation that the database or the object storage knows: of one whose whole log is gone, too. */
export async function orgsToVerify({ db, storage }: Places): Promise<string[]> {
  const found = new Set(await auditOrgs(db));
  for await (const orgId of orgsWithMarks(storage)) found.add(orgId);
  return [...found].sort();
}
