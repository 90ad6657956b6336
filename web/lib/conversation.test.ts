import { describe, expect, it } from 'vitest';
import type { Event, Message } from './api-types.generated.ts';
import {
  type Conversation,
  emptyConversation,
  openTurn,
  withEvent,
  withMessages,
  withNewestTurn,
  withSending,
  withUnsent,
} from './conversation.ts';
import { visibleText } from './transcript.ts';
import type { AnyEvent } from './types.ts';

const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** Numbers the events 1, 2, 3 and stamps each with its number as seconds. */
const script = (...events: AnyEvent[]): Event[] =>
  events.map((event, at) => ({ stream: 'session:s', seq: at + 1, at: time(at + 1), event }));

const play = (events: Event[], from: Conversation = emptyConversation(0)) => events.reduce(withEvent, from);

const accepted = (messageId: string, delivery: Message['delivery'] = 'queue'): AnyEvent => ({
  type: 'message.accepted',
  payload: { messageId, role: 'user', text: `text of ${messageId}`, authorId: 'u', delivery },
});
const turn = (
  turnId: string,
  state: 'queued' | 'running' | 'waiting' | 'completed' | 'stopped' | 'failed',
): AnyEvent => ({
  type: 'turn.state',
  payload: { turnId, state, reason: null },
});
const started = (messageId: string, turnId: string, attempt = 1): AnyEvent => ({
  type: 'message.started',
  payload: { messageId, turnId, attempt, model: 'offline' },
});
const delta = (messageId: string, offset: number, text: string, attempt = 1): AnyEvent => ({
  type: 'message.delta',
  payload: { messageId, attempt, offset, text },
});
const completed = (
  messageId: string,
  turnId: string,
  text: string,
  calls: string[] = [],
  stopped = false,
): AnyEvent => ({
  type: 'message.completed',
  payload: {
    messageId,
    turnId,
    text,
    toolCalls: calls.map((id) => ({ id, name: 'list_resources', args: { id } })),
    stopped,
  },
});
const toolDone = (turnId: string, toolCallId: string): AnyEvent => ({
  type: 'tool.completed',
  payload: { turnId, toolCallId, name: 'list_resources', ok: true, result: { count: 3 }, ms: 120 },
});

const message = (id: string, second: number, rest: Partial<Message>): Message => ({
  id,
  turnId: null,
  role: 'user',
  text: `text of ${id}`,
  authorId: null,
  delivery: 'queue',
  toolCalls: [],
  toolCallId: null,
  toolName: null,
  ok: null,
  ms: null,
  stopped: false,
  model: null,
  runId: null,
  createdAt: time(second),
  ...rest,
});

const shape = (conversation: Conversation) => [
  ...conversation.turns.map((one) => [one.id, ...one.items.map((item) => `${item.kind} ${item.id}`)].join(' | ')),
  ...conversation.waiting.map((one) => `waiting ${one.id} ${one.sending}`),
];
const answer = (conversation: Conversation, id: string) => {
  const found = conversation.turns.flatMap((one) => one.items).find((item) => item.kind === 'answer' && item.id === id);
  if (found?.kind !== 'answer') throw new Error(`no answer ${id}`);
  return found;
};

describe('text that streams', () => {
  const opening = [accepted('m1'), turn('t1', 'running'), started('a1', 't1')];

  it('shows every event once, however often it arrives', () => {
    const events = script(...opening, delta('a1', 0, 'Hello '), delta('a1', 6, 'world'));
    const twice = play([...events, ...events]);
    expect(twice).toEqual(play(events));
    expect(answer(twice, 'a1').text).toBe('Hello world');
  });

  it('puts deltas in order by their offset and takes overlaps once', () => {
    const out = [delta('a1', 6, 'world'), delta('a1', 0, 'Hello '), delta('a1', 3, 'lo wor'), delta('a1', 11, '!')];
    expect(answer(play(script(...opening, ...out)), 'a1')).toMatchObject({ text: 'Hello world!', held: [] });
  });

  it('shows what there is when the beginning is missing', () => {
    const late = play(script(turn('t1', 'running'), delta('a1', 40, 'and so on')));
    expect(visibleText(answer(late, 'a1'))).toBe('… and so on');
  });

  it('shows an answer once whose first words came before it was known whose they are', () => {
    const guessed = [turn('t1', 'running'), delta('a1', 40, 'and so on'), turn('t2', 'running')];
    const twoTurns = ['t1', 't2 | answer a1'];
    expect(shape(play(script(...guessed, started('a1', 't2'))))).toEqual(twoTurns);
    expect(shape(play(script(...guessed, completed('a1', 't2', 'Whole.'))))).toEqual(twoTurns);
    const stored = message('a1', 9, { role: 'assistant', turnId: 't2', text: 'Whole.' });
    expect(shape(withMessages(play(script(...guessed)), [stored]))).toEqual(twoTurns);
  });

  it('throws away the text of an attempt that a later one replaces', () => {
    const conversation = play(
      script(
        ...opening,
        delta('a1', 0, 'First try'),
        started('a1', 't1', 2),
        delta('a1', 0, 'Second', 2),
        delta('a1', 9, 'late', 1),
      ),
    );
    expect(answer(conversation, 'a1').text).toBe('Second');
  });

  it('lets the finished message replace the deltas, and late deltas change nothing', () => {
    const conversation = play(
      script(...opening, delta('a1', 0, 'Hel'), completed('a1', 't1', 'Hello.'), delta('a1', 3, 'lo')),
    );
    expect(answer(conversation, 'a1')).toMatchObject({ text: 'Hello.', done: true });
  });

  it('keeps the half sentence of a turn that was stopped, marked as such', () => {
    const conversation = play(script(...opening, delta('a1', 0, 'I was say'), turn('t1', 'stopped')));
    expect(answer(conversation, 'a1')).toMatchObject({ text: 'I was say', done: true, stopped: true });
    expect(openTurn(conversation)).toBeNull();
  });

  it('drops an answer that only called tools', () => {
    const conversation = play(script(...opening, completed('a1', 't1', '', ['c1']), toolDone('t1', 'c1')));
    expect(shape(conversation)).toEqual(['t1 | user m1 | tool c1']);
    expect(conversation.turns[0]?.items[1]).toMatchObject({ state: 'ok', args: { id: 'c1' }, ms: 120 });
  });
});

describe('reload in the middle', () => {
  const events = script(
    accepted('m1'),
    turn('t1', 'running'),
    started('a1', 't1'),
    completed('a1', 't1', 'Let me look.', ['c1']),
    toolDone('t1', 'c1'),
    started('a2', 't1'),
    delta('a2', 0, 'There are '),
    delta('a2', 10, 'three.'),
  );
  const stored = [
    message('m1', 1, { turnId: 't1' }),
    message('a1', 4, {
      turnId: 't1',
      role: 'assistant',
      text: 'Let me look.',
      toolCalls: [{ id: 'c1', name: 'list_resources', args: { id: 'c1' } }],
    }),
    message('r1', 5, {
      turnId: 't1',
      role: 'tool',
      toolCallId: 'c1',
      toolName: 'list_resources',
      ok: true,
      text: '{"count":3}',
    }),
  ];

  it('shows the same from any cut of events and messages', () => {
    const whole = withMessages(play(events), stored);
    expect(shape(whole)).toEqual(['t1 | user m1 | answer a1 | tool c1 | answer a2']);
    for (let cut = 0; cut <= events.length; cut += 1) {
      const early = withMessages(play(events.slice(0, cut)), stored);
      const resumed = play(events.slice(cut), early);
      expect(shape(resumed)).toEqual(shape(whole));
      expect(answer(resumed, 'a2').text).toBe('There are three.');
    }
  });

  it('does not let replayed events undo a message that is stored', () => {
    const replayed = play(events, withMessages(emptyConversation(0), stored));
    expect(answer(replayed, 'a1')).toMatchObject({ text: 'Let me look.', done: true });
  });

  it('knows the state of the newest turn from the session', () => {
    const conversation = withNewestTurn(
      withMessages(emptyConversation(9), [message('m1', 1, { turnId: 't1' })]),
      { id: 't1', state: 'failed', reason: 'The key was refused.' },
      time(2),
    );
    expect(conversation.turns[0]).toMatchObject({ state: 'failed', reason: 'The key was refused.' });
  });
});

describe('messages that wait', () => {
  it('moves the oldest waiting message into the turn that starts', () => {
    const busy = play(
      script(
        accepted('m1'),
        turn('t1', 'running'),
        accepted('m2'),
        started('a1', 't1'),
        completed('a1', 't1', 'Done.'),
      ),
    );
    expect(shape(busy)).toEqual(['t1 | user m1 | answer a1', 'waiting m2 sent']);
    const later = play(
      [
        { stream: 's', seq: 6, at: time(6), event: turn('t1', 'completed') },
        { stream: 's', seq: 7, at: time(7), event: turn('t2', 'running') },
      ],
      busy,
    );
    expect(shape(later)).toEqual(['t1 | user m1 | answer a1', 't2 | user m2']);
  });

  it('takes a wrong guess back: the turn was about the outcome of a run', () => {
    const guessed = play(script(accepted('m1'), turn('t9', 'running')));
    expect(shape(guessed)).toEqual(['t9 | user m1']);
    const put = withMessages(guessed, [message('m1', 1, {})]);
    expect(shape(put)).toEqual(['t9', 'waiting m1 sent']);
  });

  it('shows a steering message where it joined the running turn', () => {
    const running = play(
      script(
        accepted('m1'),
        turn('t1', 'running'),
        started('a1', 't1'),
        completed('a1', 't1', 'One.'),
        accepted('m2', 'steer'),
      ),
    );
    const joined = withMessages(running, [
      message('m1', 1, { turnId: 't1' }),
      message('m2', 5, { turnId: 't1', delivery: 'steer' }),
    ]);
    const after = withEvent(joined, { stream: 's', seq: 6, at: time(6), event: started('a2', 't1') });
    expect(shape(after)).toEqual(['t1 | user m1 | answer a1 | user m2 | answer a2']);
  });

  it('keeps a queued message with the turn that answered it, after a reload', () => {
    const conversation = withMessages(emptyConversation(0), [
      message('m1', 1, { turnId: 't1' }),
      message('m2', 2, { turnId: 't2' }),
      message('a1', 3, { turnId: 't1', role: 'assistant', text: 'One.' }),
      message('a2', 4, { turnId: 't2', role: 'assistant', text: 'Two.' }),
    ]);
    expect(shape(conversation)).toEqual(['t1 | user m1 | answer a1', 't2 | user m2 | answer a2']);
  });

  it('shows an own message at once, one time, and says when it did not arrive', () => {
    const own = { id: 'm1', at: time(0), text: 'Hi', authorId: 'u', delivery: 'queue' as const };
    const sending = withSending(emptyConversation(0), own);
    expect(shape(sending)).toEqual(['waiting m1 sending']);
    expect(shape(play(script(accepted('m1')), sending))).toEqual(['waiting m1 sent']);
    expect(shape(withUnsent(sending, 'm1'))).toEqual(['waiting m1 unsent']);
  });
});

describe('plan cards', () => {
  const runId = 'r1';
  const proposed: AnyEvent = {
    type: 'run.proposed',
    payload: { turnId: 't1', toolCallId: 'c1', runId, reason: 'A bucket' },
  };

  it('shows one card for a run that event and message both tell of, and follows its state', () => {
    const live = play(
      script(accepted('m1'), turn('t1', 'running'), proposed, {
        type: 'run.state',
        payload: { runId, state: 'planning', reason: null },
      }),
    );
    const both = withMessages(live, [
      message('m1', 1, { turnId: 't1' }),
      message('x', 3, {
        turnId: 't1',
        role: 'tool',
        toolCallId: 'c1',
        toolName: 'propose_change',
        ok: true,
        text: '{}',
        runId,
      }),
    ]);
    const cards = both.turns.flatMap((one) => one.items).filter((item) => item.kind === 'plan');
    expect(cards).toMatchObject([{ id: runId, state: 'planning', reason: 'A bucket' }]);
  });
});
