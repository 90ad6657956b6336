/**
 * Closes an organisation's chain at an entry: verifies what came since the last checkpoint, signs, keeps.
 *
 * The object in S3 counts, and comes before its row. A worker that dies between them leaves an object without a row,
 * which the next one takes over; what is signed again with the same arguments has the same bytes.
 */
import { type AuditFault, beginning, type ChainEnd, entriesAfter, fault, seqAfterIn } from '../../db/audit-chain.ts';
import { keepCheckpoint, lastCheckpoint } from '../../db/audit-checkpoints.ts';
import {
  checkpointKey,
  type Mark,
  type MarkEnd,
  noMark,
  objectOf,
  readMark,
  readMarks,
} from '../../platform/audit/checkpoints.ts';
import { publicKeys, signingKey } from '../../platform/audit/keys.ts';
import {
  type KnownKeys,
  knownKeys,
  type SignedStatement,
  signStatement,
  statementHash,
} from '../../platform/audit/statement.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { WorkerDeps } from '../deps.ts';
import { tellBroken } from './tell-broken.ts';
import { noMarks, walkChain } from './walk.ts';

export type CloseInput = { orgId: string; seq: number /** ISO 8601, of the workflow that asks. */; at: string };

/** `broken` where the chain is not as it was written: nothing is signed, and the organisation's people are told. */
export type Closed = { kind: 'signed' | 'was_signed'; seq: number } | { kind: 'broken'; fault: AuditFault };

type Needs = Pick<WorkerDeps, 'db' | 'storage' | 'secrets' | 'log'>;
type Last = { mark: MarkEnd; end: ChainEnd };

/** @throws AuroraError `conflict` (retryable) when another closed it meanwhile with other words */
export async function closeChain(deps: Needs, input: CloseInput, signal?: AbortSignal): Promise<Closed> {
  const { orgId, seq, at } = input;
  const { keyId, key } = await signingKey(deps, { signal });
  const last = await lastMark(deps, knownKeys(await publicKeys(deps.storage)), orgId);
  if ('kind' in last) return broken(deps, orgId, last);
  if (last.mark.seq >= seq) return { kind: 'was_signed', seq: last.mark.seq };
  const walk = await walkChain({
    entries: entriesAfter(deps.db, orgId, { after: last.end.seq, upTo: seq }),
    marks: noMarks(),
    seqAfter: seqAfterIn(deps.db, orgId),
    from: last.end,
  });
  const found = walk.fault ?? missingEnd(walk.end, seq);
  if (found) return broken(deps, orgId, found);
  const count = seq - last.mark.seq;
  const statement = { v: 1, orgId, seq, hash: walk.end.hash, count, at, keyId, previous: last.mark.hash } as const;
  await keep(deps, signStatement(statement, key), signal);
  return { kind: 'signed', seq };
}

const missingEnd = (end: ChainEnd, seq: number): AuditFault | null =>
  end.seq === seq ? null : fault('truncated', end.seq + 1, `${seq - end.seq} entries at the end are missing`);

async function broken(deps: Needs, orgId: string, found: AuditFault): Promise<Closed> {
  await tellBroken(deps, orgId, found);
  return { kind: 'broken', fault: found };
}

/** The last checkpoint in S3, with rows for those that have none yet. */
async function lastMark({ db, storage }: Needs, keys: KnownKeys, orgId: string): Promise<Last | AuditFault> {
  const row = await lastCheckpoint(db, orgId);
  let last: Last = { mark: noMark, end: beginning };
  if (row) {
    const known = await readMark(storage, keys, orgId, row.seq).catch(goneFault(row.seq));
    if (known.kind !== 'signed') return fault('forged', row.seq, known.text);
    last = endOf(known);
  }
  for await (const mark of readMarks(storage, keys, orgId, last.mark)) {
    if (mark.kind === 'forged') return fault('forged', mark.seq, mark.text);
    await keepCheckpoint(db, rowOf(mark.signed));
    last = endOf(mark);
  }
  return last;
}

const endOf = ({ signed: { statement } }: Mark & { kind: 'signed' }): Last => ({
  mark: { seq: statement.seq, hash: statementHash(statement) },
  end: { seq: statement.seq, hash: statement.hash },
});

const goneFault = (seq: number) => (error: unknown) => {
  if (!(error instanceof AuroraError) || error.code !== 'not_found') throw error;
  const text = `the checkpoint of entry ${seq} is on record, but not in the object storage`;
  return { kind: 'forged', seq, text } as const;
};

const rowOf = ({ statement: { orgId, seq, hash, keyId, at }, signature }: SignedStatement) => ({
  orgId,
  seq,
  hash,
  signature,
  keyId,
  storageKey: checkpointKey(orgId, seq),
  createdAt: new Date(at),
});

async function keep({ db, storage }: Needs, signed: SignedStatement, signal?: AbortSignal): Promise<void> {
  const { orgId, seq } = signed.statement;
  const options = { contentType: 'application/json', ifNoneMatch: true, signal };
  try {
    await storage.put(checkpointKey(orgId, seq), objectOf(signed), options);
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'conflict') throw closedMeanwhile();
    throw error;
  }
  await keepCheckpoint(db, rowOf(signed));
}

const closedMeanwhile = () =>
  new AuroraError({
    code: 'conflict',
    retryable: true,
    userMessage: 'Another worker has just closed this audit log. What it signed is taken over.',
  });
