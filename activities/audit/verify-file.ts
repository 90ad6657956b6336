/**
 * An export in JSON Lines, checked without the database: entries in their order, each with the bytes that were hashed,
 * and the checkpoints between them. The file is read once for the entries and once for the checkpoints.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { beginning, type ChainEnd, type ChainEntry, fault, type SeqAfter } from '../../db/audit-chain.ts';
import { forgedMark, type Mark, type MarkEnd, noMark, whyNot } from '../../platform/audit/checkpoints.ts';
import { type KnownKeys, SignedStatement, statementHash } from '../../platform/audit/statement.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { AuditVerdict } from './verify.ts';
import { beyondFault, walkChain } from './walk.ts';

const text = z.string().nullable();
const EntryLine = z.object({
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  action: z.string(),
  outcome: z.string(),
  actor: z.object({ kind: z.string(), id: text, name: text }),
  subject: z.object({ kind: z.string(), id: text }).nullable(),
  detail: z.unknown(),
  requestId: text,
  address: text,
  prevHash: z.string(),
  hash: z.string(),
  canonical: z.string(),
});
type EntryLine = z.infer<typeof EntryLine>;

const Line = z.union([z.object({ checkpoint: SignedStatement }), EntryLine]);

/** `from`: the first entry of the file. */
export type FileVerdict = AuditVerdict & { from: number };

/** @throws AuroraError `bad_request` for a file that is no such export */
export async function verifyFile(path: string, keys: KnownKeys): Promise<FileVerdict> {
  const first = await firstEntry(path);
  const orgId = String(hashed(first)[0]);
  const whole = first.seq === 1;
  const from: ChainEnd = whole ? beginning : { seq: first.seq - 1, hash: first.prevHash };
  const shown = { line: null as EntryLine | null };
  const { beyond, ...walk } = await walkChain({
    entries: entriesOf(path, shown),
    marks: marksOf(path, { keys, orgId, whole }),
    seqAfter: seqAfterOf(path),
    from,
  });
  const verdict = { orgId, from: first.seq, ...walk };
  if (walk.fault) return verdict;
  if (shown.line) {
    const { seq } = shown.line;
    return { ...verdict, fault: fault('altered', seq, `what is shown of entry ${seq} is not what was hashed`) };
  }
  return { ...verdict, fault: beyond && beyondFault(beyond, walk.end) };
}

async function* linesOf(path: string): AsyncGenerator<z.infer<typeof Line>> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') yield parse(line, number);
  }
}

function parse(line: string, number: number): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    throw unreadable(`Line ${number} of the file is neither an entry of an export in JSON Lines nor a checkpoint.`);
  }
}

async function firstEntry(path: string): Promise<EntryLine> {
  for await (const line of linesOf(path)) if ('seq' in line) return line;
  throw unreadable('There is no entry in the file.');
}

/** Ends with the first entry that shows something else than what was hashed, once that is known to be whole itself. */
async function* entriesOf(path: string, shown: { line: EntryLine | null }): AsyncGenerator<ChainEntry> {
  for await (const line of linesOf(path)) {
    if (!('seq' in line)) continue;
    const { seq, hash, prevHash, canonical } = line;
    yield { seq, hash, prevHash, canonical };
    if (isShownAsHashed(line)) continue;
    shown.line = line;
    return;
  }
}

function isShownAsHashed(line: EntryLine): boolean {
  const [, seq, at, ...rest] = hashed(line);
  if (seq !== line.seq || new Date(String(at)).toISOString() !== line.at) return false;
  const { action, outcome, actor, subject, detail, requestId, address } = line;
  const given = [action, outcome, actor.kind, actor.id, actor.name, subject?.kind ?? null, subject?.id ?? null];
  return isDeepStrictEqual(rest, [...given, detail, requestId, address]);
}

function hashed({ canonical, seq }: EntryLine): unknown[] {
  const fields: unknown = JSON.parse(canonical);
  if (!Array.isArray(fields)) throw unreadable(`What was hashed of entry ${seq} is not a list of fields.`);
  return fields;
}

/** In a file that begins later, the first checkpoint is taken as the beginning. */
async function* marksOf(
  path: string,
  { keys, orgId, whole }: { keys: KnownKeys; orgId: string; whole: boolean },
): AsyncGenerator<Mark> {
  let end: MarkEnd | null = whole ? noMark : null;
  for await (const line of linesOf(path)) {
    if (!('checkpoint' in line)) continue;
    const { statement } = line.checkpoint;
    const { seq, count, previous } = statement;
    end ??= { seq: seq - count, hash: previous };
    const why = whyNot(line.checkpoint, { orgId, seq, end, keys });
    yield why ? forgedMark(seq, why) : { kind: 'signed', seq, signed: line.checkpoint };
    end = { seq, hash: statementHash(statement) };
  }
}

const seqAfterOf =
  (path: string): SeqAfter =>
  async (hash) => {
    for await (const line of linesOf(path)) if ('seq' in line && line.prevHash === hash) return line.seq;
    return null;
  };

const unreadable = (userMessage: string) => new AuroraError({ code: 'bad_request', retryable: false, userMessage });
