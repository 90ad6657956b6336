/**
 * What the chat shows, from two sources that may overlap and repeat: the stored messages and the events.
 * Pure, so that every order in which the two can arrive is a unit test.
 *
 * The messages are the truth for everything that has ended. Events add what is under way: text that streams,
 * tools that run, the state of the turn.
 */
import type { Event, Message, Session } from './api-types.generated.ts';
import {
  type Answer,
  addDelta,
  type Item,
  startAttempt,
  type Tool,
  type Turn,
  type UserMessage,
} from './transcript.ts';
import { parsed, replace, withCall, without } from './turn-items.ts';
import { amend, has, insert, isOver, turnNamed, withTurn } from './turns.ts';
import type { AnyEvent } from './types.ts';

export type Conversation = {
  /** Of the session's stream; events up to it are dropped. */
  lastSeq: number;
  /** Null until an event brings a new one. */
  title: string | null;
  turns: Turn[];
  /** Messages that no turn has taken yet: shown last, whatever their age. */
  waiting: UserMessage[];
};

export const emptyConversation = (lastSeq: number): Conversation => ({ lastSeq, title: null, turns: [], waiting: [] });

/** Adds what the table says. May be repeated at any time with a newer answer. */
export function withMessages(conversation: Conversation, messages: readonly Message[]): Conversation {
  // A turn begins where it first said something: a message that was queued is older than the turn that took it.
  const began = new Map<string, string>();
  for (const { turnId, role, createdAt } of messages) {
    if (turnId && role !== 'user' && !began.has(turnId)) began.set(turnId, createdAt);
  }
  let next = conversation;
  for (const message of messages) {
    if (message.role === 'user') next = withUserMessage(next, message, began);
    else if (message.turnId) next = withAgentMessage(next, message, message.turnId);
  }
  return { ...next, turns: [...next.turns].sort((a, b) => a.at.localeCompare(b.at)) };
}

function withUserMessage(conversation: Conversation, message: Message, began: Map<string, string>): Conversation {
  const item: UserMessage = {
    kind: 'user',
    id: message.id,
    at: message.createdAt,
    text: message.text,
    authorId: message.authorId,
    delivery: message.delivery,
    sending: 'sent',
  };
  const elsewhere = withoutMessage(conversation, message.id, message.turnId);
  if (message.turnId === null) return { ...elsewhere, waiting: upsert(elsewhere.waiting, item) };
  const turns = withTurn(elsewhere.turns, message.turnId, began.get(message.turnId) ?? message.createdAt);
  return { ...elsewhere, turns: insert(turns, message.turnId, item) };
}

function withAgentMessage(conversation: Conversation, message: Message, turnId: string): Conversation {
  const at = message.createdAt;
  let turns = withTurn(conversation.turns, turnId, at);
  if (message.role === 'assistant') {
    const answer: Answer = {
      kind: 'answer',
      id: message.id,
      at,
      // Stored means final: no attempt that is still to come may replace it.
      attempt: Number.POSITIVE_INFINITY,
      text: message.text,
      held: [],
      done: true,
      stopped: message.stopped,
      model: message.model,
    };
    turns = message.text ? replace(turns, turnId, answer) : without(turns, message.id);
    for (const call of message.toolCalls) turns = withCall(turns, turnId, at, call);
  }
  if (message.role === 'tool' && message.toolCallId) {
    const { toolCallId: id, toolName, ok, ms } = message;
    turns = withCall(turns, turnId, at, { id, name: toolName ?? 'tool' });
    const result = parsed(message.text);
    turns = amend<Tool>(turns, turnId, 'tool', id, (tool) => ({
      ...tool,
      state: ok === false ? 'failed' : 'ok',
      result,
      ms: ms ?? tool.ms,
    }));
  }
  if (message.runId) turns = insert(turns, turnId, planOf(message.runId, at, message));
  return { ...conversation, turns };
}

const planOf = (runId: string, at: string, { toolCalls }: Pick<Message, 'toolCalls'>): Item => {
  const reason = toolCalls.map((call) => call.args.reason).find((text) => typeof text === 'string');
  return { kind: 'plan', id: runId, at, reason: typeof reason === 'string' ? reason : null, state: null };
};

/** One event; those that were seen already change nothing. */
export function withEvent(conversation: Conversation, { seq, at, event }: Event): Conversation {
  if (seq <= conversation.lastSeq) return conversation;
  return { ...take(conversation, event, at), lastSeq: seq };
}

function take(conversation: Conversation, event: AnyEvent, at: string): Conversation {
  const { turns } = conversation;
  switch (event.type) {
    case 'session.updated':
      return { ...conversation, title: event.payload.title };
    case 'message.accepted':
      return accepted(conversation, event.payload, at);
    case 'turn.state':
      return turnState(conversation, event.payload, at);
    case 'message.started': {
      const { turnId, messageId } = event.payload;
      return {
        ...conversation,
        turns: startAttempt(withTurn(turns, turnId, at), turnId, messageId, event.payload, at),
      };
    }
    case 'message.delta':
      return { ...conversation, turns: addDelta(turns, event.payload, at) };
    case 'message.completed': {
      const { turnId, messageId, text, stopped, toolCalls } = event.payload;
      let next = startAttempt(withTurn(turns, turnId, at), turnId, messageId, null, at);
      next = text
        ? amend<Answer>(next, turnId, 'answer', messageId, (answer) => ({
            ...answer,
            text,
            stopped,
            held: [],
            done: true,
          }))
        : without(next, messageId);
      for (const call of toolCalls) next = withCall(next, turnId, at, call);
      return { ...conversation, turns: next };
    }
    case 'tool.started': {
      const { turnId, toolCallId: id, name, args } = event.payload;
      return { ...conversation, turns: withCall(withTurn(turns, turnId, at), turnId, at, { id, name, args }) };
    }
    case 'tool.completed': {
      const { turnId, toolCallId: id, name, ok, result, ms } = event.payload;
      const known = withCall(withTurn(turns, turnId, at), turnId, at, { id, name });
      const state = ok ? 'ok' : 'failed';
      return {
        ...conversation,
        turns: amend<Tool>(known, turnId, 'tool', id, (tool) => ({ ...tool, state, result, ms })),
      };
    }
    case 'run.proposed': {
      const { turnId, runId, reason } = event.payload;
      const plan: Item = { kind: 'plan', id: runId, at, reason, state: null };
      return { ...conversation, turns: insert(withTurn(turns, turnId, at), turnId, plan) };
    }
    case 'run.state': {
      const { runId, state } = event.payload;
      const turn = turns.find((one) => has(one, 'plan', runId));
      if (!turn) return conversation;
      return {
        ...conversation,
        turns: amend(turns, turn.id, 'plan', runId, (item) => (item.kind === 'plan' ? { ...item, state } : item)),
      };
    }
    default:
      return conversation;
  }
}

function accepted(
  conversation: Conversation,
  payload: Extract<AnyEvent, { type: 'message.accepted' }>['payload'],
  at: string,
): Conversation {
  const { messageId: id, text, authorId, delivery } = payload;
  if (conversation.turns.some((turn) => has(turn, 'user', id))) return conversation;
  const item: UserMessage = { kind: 'user', id, at, text, authorId, delivery, sending: 'sent' };
  return { ...conversation, waiting: upsert(conversation.waiting, item) };
}

function turnState(
  conversation: Conversation,
  { turnId, state, reason }: Extract<AnyEvent, { type: 'turn.state' }>['payload'],
  at: string,
): Conversation {
  const fresh = !turnNamed(conversation.turns, turnId);
  let next: Conversation = { ...conversation, turns: withTurn(conversation.turns, turnId, at) };
  // The event does not say which message the turn took. Most often it is the oldest that waits; the stored
  // messages, which the page asks for next, put a wrong guess right.
  const taken = fresh && !isOver(state) ? firstInLine(next.waiting) : undefined;
  if (taken) {
    next = {
      ...next,
      waiting: next.waiting.filter((one) => one !== taken),
      turns: insert(next.turns, turnId, taken),
    };
  }
  return {
    ...next,
    turns: next.turns.map((turn) => (turn.id === turnId ? { ...close(turn, state), state, reason } : turn)),
  };
}

const firstInLine = (waiting: UserMessage[]) =>
  waiting.find((one) => one.sending === 'sent' && one.delivery === 'interrupt') ??
  waiting.find((one) => one.sending === 'sent');

/** When a turn is over, nothing in it can still be under way. */
function close(turn: Turn, state: Turn['state']): Turn {
  if (!isOver(state)) return turn;
  const items = turn.items.map((item): Item => {
    if (item.kind === 'answer' && !item.done) return { ...item, done: true, stopped: state !== 'completed' };
    if (item.kind === 'tool' && item.state === 'running') return { ...item, state: 'stopped' };
    return item;
  });
  return { ...turn, items: items.filter((item) => item.kind !== 'answer' || item.text || item.held.length > 0) };
}

/** The newest turn as the session tells it: known even when its events are too old to have been read. */
export function withNewestTurn(conversation: Conversation, turn: Session['turn'], at: string): Conversation {
  if (!turn) return conversation;
  const known = turnNamed(conversation.turns, turn.id);
  if (known?.state) return conversation;
  const turns = withTurn(conversation.turns, turn.id, at);
  return {
    ...conversation,
    turns: turns.map((one) =>
      one.id === turn.id ? { ...close(one, turn.state), state: turn.state, reason: turn.reason } : one,
    ),
  };
}

/** A message of one's own, shown before the API has it. */
export const withSending = (
  conversation: Conversation,
  message: Omit<UserMessage, 'kind' | 'sending'>,
): Conversation => ({
  ...conversation,
  waiting: upsert(conversation.waiting, { ...message, kind: 'user', sending: 'sending' }),
});

export const withUnsent = (conversation: Conversation, id: string): Conversation => ({
  ...conversation,
  waiting: conversation.waiting.map((one) =>
    one.id === id && one.sending === 'sending' ? { ...one, sending: 'unsent' } : one,
  ),
});

export const withDropped = (conversation: Conversation, id: string): Conversation =>
  withoutMessage(conversation, id, null, true);

/** The turn that goes on now, if any. */
export function openTurn({ turns }: Conversation): Turn | null {
  const newest = turns.at(-1);
  return newest && !isOver(newest.state) ? newest : null;
}

// Small tools

function upsert(waiting: UserMessage[], item: UserMessage): UserMessage[] {
  const at = waiting.findIndex((one) => one.id === item.id);
  return at < 0 ? [...waiting, item] : waiting.with(at, { ...item, at: waiting[at]?.at ?? item.at });
}

function withoutMessage(
  conversation: Conversation,
  id: string,
  keepIn: string | null,
  everywhere = false,
): Conversation {
  const waits = conversation.waiting.some((one) => one.id === id) && (keepIn !== null || everywhere);
  const wrong = conversation.turns.some((turn) => turn.id !== keepIn && has(turn, 'user', id));
  if (!waits && !wrong) return conversation;
  return {
    ...conversation,
    waiting: waits ? conversation.waiting.filter((one) => one.id !== id) : conversation.waiting,
    turns: wrong
      ? conversation.turns.map((turn) =>
          turn.id === keepIn || !has(turn, 'user', id)
            ? turn
            : { ...turn, items: turn.items.filter((item) => item.kind !== 'user' || item.id !== id) },
        )
      : conversation.turns,
  };
}
