/** One line for what a tool did: what it looked at, and what came of it. */
import { asRecord, plain, proposes, sentences } from './tool-sentences.ts';
import type { Tool } from './transcript.ts';

/** @returns for example "Looked at S3 buckets" and "3 found" */
export function toolWords({ name, args, result, state }: Pick<Tool, 'name' | 'args' | 'result' | 'state'>): {
  title: string;
  outcome: string | null;
} {
  const make = sentences[name];
  const { doing, did, found } = make
    ? make(asRecord(args))
    : { doing: `Using ${plain(name)}`, did: `Used ${plain(name)}`, found: () => null };
  // What it did is done; its answer is what becomes of the run.
  if (state === 'running' && proposes(name)) return { title: did, outcome: 'waits for the outcome of its plan' };
  if (state === 'running') return { title: doing, outcome: null };
  if (state === 'stopped') return { title: doing, outcome: 'stopped' };
  const facts = asRecord(result);
  if (state === 'failed') return { title: did, outcome: typeof facts.error === 'string' ? facts.error : 'failed' };
  return { title: did, outcome: found(facts) };
}

/** The note that the agent proposed, where this call did. */
export function proposedNote({ name, args, result, state }: Tool): { id: string; text: string } | null {
  if (name !== 'propose_memory_note' || state !== 'ok') return null;
  const { noteId } = asRecord(result);
  const { text } = asRecord(args);
  return typeof noteId === 'string' && typeof text === 'string' ? { id: noteId, text } : null;
}
