/** Entries and the checkpoints that were signed over them, side by side, in constant memory. */
import {
  type AuditFault,
  beginning,
  type ChainEnd,
  type ChainEntry,
  fault,
  faultOf,
  type SeqAfter,
} from '../../db/audit-chain.ts';
import type { Mark } from '../../platform/audit/checkpoints.ts';
import type { Statement } from '../../platform/audit/statement.ts';

export type Walk = {
  /** Looked at and found as they were written. */
  entries: number;
  checkpoints: number;
  /** Where the chain ends, as far as it is whole. */
  end: ChainEnd;
  /** The last checkpoint that it agrees with. */
  signed: Pick<Statement, 'seq' | 'at' | 'keyId'> | null;
  /** The first checkpoint that no entry was found for. */
  beyond: Mark | null;
  fault: AuditFault | null;
};

export type WalkInput = {
  entries: AsyncIterable<ChainEntry>;
  marks: AsyncIterator<Mark>;
  seqAfter: SeqAfter;
  /** Where the entries follow on. */
  from?: ChainEnd;
};

/** Goes as far as both are whole. */
export async function walkChain({ entries, marks, seqAfter, from = beginning }: WalkInput): Promise<Walk> {
  const walk: Walk = { entries: 0, checkpoints: 0, end: from, signed: null, beyond: null, fault: null };
  const nextMark = async () => (await marks.next()).value ?? null;
  let mark: Mark | null = await nextMark();
  for await (const entry of entries) {
    const broken = await faultOf(entry, walk.end, seqAfter);
    if (broken) return { ...walk, fault: broken };
    walk.end = { seq: entry.seq, hash: entry.hash };
    walk.entries += 1;
    if (!mark || mark.seq > entry.seq) continue;
    const disagreement = compare(mark, entry, walk.signed?.seq ?? from.seq);
    if (disagreement) return { ...walk, fault: disagreement };
    if (mark.kind === 'signed') walk.signed = mark.signed.statement;
    walk.checkpoints += 1;
    mark = await nextMark();
  }
  return { ...walk, beyond: mark };
}

/** @param signedTo the entry up to which the checkpoint before agrees */
function compare(mark: Mark, entry: ChainEntry, signedTo: number): AuditFault | null {
  if (mark.kind === 'forged') return fault('forged', mark.seq, mark.text);
  const { hash, at } = mark.signed.statement;
  if (hash === entry.hash) return null;
  const first = signedTo + 1;
  const which = first === mark.seq ? `entry ${first} was` : `one or more of the entries ${first} to ${mark.seq} were`;
  return fault(
    'rewritten',
    first,
    `${which} written anew after being signed at ${at}: the hashes fit, not the signature`,
  );
}

/** A checkpoint behind the last entry: what it closed is gone. */
export function beyondFault(beyond: Mark, end: ChainEnd): AuditFault {
  if (beyond.kind === 'forged') return fault('forged', beyond.seq, beyond.text);
  const { seq, at } = beyond.signed.statement;
  return fault(
    'truncated',
    end.seq + 1,
    `${seq - end.seq} entries at the end are missing: ${seq} were signed at ${at}`,
  );
}

/** For a stretch that nothing was signed over yet. */
export async function* noMarks(): AsyncGenerator<Mark> {}
