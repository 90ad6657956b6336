/**
 * What the offline model sees: the message list, read into the turn it is in.
 *
 * Everything it decides comes from here. Results of tools are data: they are looked up by the shape they should have,
 * and no text in them is ever taken as a request.
 */
import { createHash } from 'node:crypto';
import { AIMessage, type BaseMessage, HumanMessage, isAIMessage, ToolMessage } from '@langchain/core/messages';

export type Json = Record<string, unknown>;

/** A tool call of this turn with its answer; null when the answer was not a JSON object. */
export type Done = { name: string; args: Json; result: Json | null; text: string };

export type Said = { who: 'person' | 'model'; text: string };

/** What Aurora says when a run ended outside this turn. */
export type RunNote = { runId: string; state: string; facts: Json };

export type Turn = {
  /** What the person asked in this turn, oldest first; later ones steer. */
  asked: string[];
  done: Done[];
  /** Tool calls that were made but have no answer yet. */
  open: number;
  /** The conversation before this turn. */
  earlier: Said[];
  /** Proposals of earlier turns, oldest first. */
  earlierProposals: Done[];
  /** Set when the turn was begun by Aurora itself, to tell about a run that ended. */
  note: RunNote | null;
  /** Different for every message list; the same for the same one. */
  seed: string;
};

/** A call whose answer is the end of a run. */
export const isProposal = (name: string): boolean => name === 'propose_change' || name === 'propose_manifest';

export function readTurn(messages: readonly BaseMessage[]): Turn {
  const start = turnStart(messages);
  const inTurn = messages.slice(start);
  const before = messages.slice(0, start);
  const asked = inTurn.filter((message) => HumanMessage.isInstance(message)).map(textOf);
  return {
    asked,
    done: doneIn(inTurn),
    open: openCalls(inTurn),
    earlier: before.flatMap(said),
    earlierProposals: doneIn(before).filter(({ name }) => isProposal(name)),
    note: readNote(asked.at(-1) ?? ''),
    seed: seedOf(messages),
  };
}

/**
 * A turn begins after the last answer that called no tool, and after a proposal whose end is known
 * when a person has written since: what they say then is about what comes next.
 */
function turnStart(messages: readonly BaseMessage[]): number {
  const answered = messages.findLastIndex((message) => isAIMessage(message) && (message.tool_calls?.length ?? 0) === 0);
  const proposed = messages.findLastIndex(
    (message) => ToolMessage.isInstance(message) && typeof parseObject(textOf(message))?.kind === 'string',
  );
  const written = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  return Math.max(answered, proposed < written ? proposed : -1) + 1;
}

function doneIn(messages: readonly BaseMessage[]): Done[] {
  const answers = new Map<string, string>();
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) answers.set(message.tool_call_id, textOf(message));
  }
  return callsIn(messages).flatMap(({ id, name, args }) => {
    const text = answers.get(id ?? '');
    return text === undefined ? [] : [{ name, args, text, result: parseObject(text) }];
  });
}

const callsIn = (messages: readonly BaseMessage[]) =>
  messages.flatMap((message) => (isAIMessage(message) ? (message.tool_calls ?? []) : []));

function openCalls(messages: readonly BaseMessage[]): number {
  const answered = messages.filter((message) => ToolMessage.isInstance(message)).length;
  return Math.max(0, callsIn(messages).length - answered);
}

function said(message: BaseMessage): Said[] {
  const text = textOf(message).trim();
  if (text === '') return [];
  if (HumanMessage.isInstance(message)) return [{ who: 'person', text }];
  return AIMessage.isInstance(message) || isAIMessage(message) ? [{ who: 'model', text }] : [];
}

const notePattern = /^\[Aurora\] The run (\S+) ended: (\w+)\.?\s*(\{[\s\S]*\})?/;

function readNote(text: string): RunNote | null {
  const found = notePattern.exec(text.trim());
  if (found === null) return null;
  return { runId: found[1] ?? '', state: found[2] ?? '', facts: parseObject(found[3] ?? '') ?? {} };
}

export function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function textOf(message: BaseMessage): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join('');
}

function seedOf(messages: readonly BaseMessage[]): string {
  const hash = createHash('sha256');
  for (const message of messages) {
    hash.update(JSON.stringify([message.getType(), message.id ?? '', textOf(message), callsIn([message])]));
  }
  return hash.digest('hex').slice(0, 16);
}
