/**
 * The process in which documents are read. They come from anywhere: one that makes a parser hang, or eat all memory,
 * ends this process and not the worker. It has no environment, no network of its own to speak of, and may read the
 * code of Aurora and nothing else.
 */
import { DocumentRefused } from '../refusal.ts';
import { type Extracted, extract } from './extract.ts';

export type Job = { bytes: Uint8Array; key: string };
export type Result =
  | { kind: 'done'; extracted: Extracted }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; text: string };

process.on('message', (job: Job) => {
  extract(job.bytes, job.key).then(
    (extracted) => answer({ kind: 'done', extracted }),
    (error: unknown) => answer(failureOf(error)),
  );
});

process.on('disconnect', () => process.exit(0));

function failureOf(error: unknown): Result {
  if (error instanceof DocumentRefused) return { kind: 'refused', reason: error.message };
  // Deep nesting ends a parser's stack: the document's fault, and it says so.
  if (error instanceof RangeError) return { kind: 'refused', reason: tooIntricate };
  return { kind: 'failed', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

export const tooIntricate =
  'This document is too intricate to be read within the limits of one document. Save it in a simpler form, or split it.';

const answer = (result: Result) => process.send?.(result);
