/**
 * A proposal made after others' words were read is held back, until a person says that they want exactly this one.
 *
 * Nobody can tell a model's own idea from one that a text gave it. So it is not tried: code asks the person in
 * words of its own, a plain "yes" to that question counts and nothing else does, and what is then proposed are the held
 * bytes, by code, without asking the model again. All of it is read from the transcript, which no model can write into
 * but by its own answers and calls.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Message } from '../../../db/messages.ts';
import type { ToolCall } from '../../../db/schema/index.ts';
import { readTurn } from '../../../db/turns.ts';
import type { ToolResult } from '../nodes/tools.ts';
import type { StepContext } from '../step-context.ts';
import { proposalTools } from '../tools/proposal.ts';
import { othersWords, type Source } from './others-words.ts';

type GivenCall = Pick<ToolCall, 'name' | 'args'>;

export type HeldResult = ToolResult & { ok: false; held: true; sources: Source[] };

/** @returns what the model is told instead, or nothing when the call may go on */
export async function holdBack({ deps, turn }: StepContext, call: GivenCall): Promise<HeldResult | undefined> {
  const { transcript } = await readTurn(deps.db.orm, turn, true);
  const sources = othersWords(transcript);
  if (sources.length === 0) return undefined;
  const wanted = consentedCall(transcript, turn.turnId);
  if (wanted?.name === call.name && isDeepStrictEqual(wanted.args, call.args)) return undefined;
  return {
    ok: false,
    held: true,
    error:
      'Held back: this conversation has read documents or logs. The person is asked whether they want this proposal.',
    sources,
  };
}

/**
 * The held call that this turn's message says yes to: the turn before ended with the question about it, and the person
 * wrote after it was asked.
 *
 * @param transcript up to and with the turn, as `readTurn` gives it
 */
export function consentedCall(transcript: readonly Message[], turnId: string): ToolCall | undefined {
  const asked = transcript.find((row) => row.turnId === turnId && row.role === 'user');
  if (!asked || !isYes(asked.text)) return undefined;
  const before = transcript.filter((row) => row.turnId !== turnId);
  const turnBefore = before.filter((row) => row.turnId === before.at(-1)?.turnId);
  const held = turnBefore.findLast(isHeld);
  const question = turnBefore.at(-1);
  if (!held || question?.role !== 'assistant' || question.createdAt >= asked.createdAt) return undefined;
  return turnBefore.flatMap((row) => row.toolCalls ?? []).find(({ id }) => id === held.toolCallId);
}

const isHeld = ({ role, toolName, text }: Message): boolean =>
  role === 'tool' && proposalTools.has(toolName ?? '') && heldSources(text) !== undefined;

/** @param result a proposing tool's answer as JSON */
export function heldSources(result: string): Source[] | undefined {
  const { held, sources } = JSON.parse(result) as Partial<HeldResult>;
  return held === true ? (sources ?? []) : undefined;
}

const yes = new Set(
  'yes|y|yep|yeah|yes please|yes do it|yes go ahead|yes propose it|yes i want it|yes i want this|yes i do|do it|go ahead|propose it|please do|please propose it|confirm|confirmed|i confirm|ja|ja bitte|oui|sí|si|sim|tak|да|はい|是'.split(
    '|',
  ),
);

/** Plainly yes, and nothing beside it: "yes, but with versioning" asks for something else. */
export const isYes = (text: string): boolean =>
  yes.has(
    text
      .toLowerCase()
      .replace(/[^\p{L}\s]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
