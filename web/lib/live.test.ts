import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Event } from './api-types.generated.ts';
import { createLive, type LiveSocket } from './live.ts';

type Sent = { type: string; stream?: string; afterSeq?: number };

/** A server end that the test speaks for. */
class FakeSocket implements LiveSocket {
  readyState = 0;
  sent: Sent[] = [];
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as Sent);
  }
  close() {
    this.readyState = 3;
    this.onclose?.(undefined as never);
  }
  accept() {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }
  say(answer: object) {
    this.onmessage?.({ data: JSON.stringify(answer) });
  }
  event(seq: number, stream = 'run:a') {
    const event = { type: 'plan.progress', payload: { step: 'init', text: `${seq}` } };
    this.say({ type: 'event', stream, seq, at: '2026-01-01T00:00:00Z', event });
  }
  resumes() {
    return this.sent.filter((message) => message.type === 'resume').map(({ stream, afterSeq }) => [stream, afterSeq]);
  }
}

let sockets: FakeSocket[];
const latest = () => sockets.at(-1) as FakeSocket;
const settled = () => vi.advanceTimersByTimeAsync(0);

function start() {
  return createLive({
    address: async () => 'ws://api.test/live?ticket=x',
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    random: () => 1,
  });
}

const seen = () => {
  const seqs: number[] = [];
  return { seqs, add: (event: Event) => void seqs.push(event.seq) };
};

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
});
afterEach(() => vi.useRealTimers());

it('resumes every stream from the last number seen after a break, and drops repeats', async () => {
  const live = start();
  const { seqs, add } = seen();
  live.join('run:a', 3, add);
  await settled();
  latest().accept();
  expect(latest().resumes()).toEqual([['run:a', 3]]);
  latest().event(4);
  latest().event(5);
  latest().event(5);
  latest().close();
  expect(live.state()).toBe('reconnecting');
  await vi.advanceTimersByTimeAsync(300);
  latest().accept();
  expect(sockets).toHaveLength(2);
  expect(latest().resumes()).toEqual([['run:a', 5]]);
  latest().event(5);
  latest().event(6);
  expect(seqs).toEqual([4, 5, 6]);
  live.close();
});

it('gives each subscriber of one stream its own events once, from where it stands', async () => {
  const live = start();
  const early = seen();
  const late = seen();
  live.join('run:a', 0, early.add);
  await settled();
  latest().accept();
  for (const seq of [1, 2, 3]) latest().event(seq);
  live.join('run:a', 1, late.add);
  expect(latest().resumes().at(-1)).toEqual(['run:a', 1]);
  for (const seq of [2, 3, 4]) latest().event(seq);
  expect(early.seqs).toEqual([1, 2, 3, 4]);
  expect(late.seqs).toEqual([2, 3, 4]);
  live.close();
});

it('asks again for a gap and misses nothing, whatever arrives meanwhile', async () => {
  const live = start();
  const { seqs, add } = seen();
  live.join('run:a', 0, add);
  await settled();
  latest().accept();
  latest().event(1);
  latest().event(4);
  latest().event(5);
  expect(latest().resumes()).toEqual([
    ['run:a', 0],
    ['run:a', 1],
  ]);
  for (const seq of [2, 3, 4, 5]) latest().event(seq);
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  live.close();
});

it('passes a gap that the replay has too, instead of asking for ever', async () => {
  const live = start();
  const { seqs, add } = seen();
  live.join('run:a', 0, add);
  await settled();
  latest().accept();
  for (let round = 0; round < 3; round += 1) {
    latest().event(7);
    latest().event(8);
    latest().say({ type: 'caughtUp', stream: 'run:a', seq: 8 });
  }
  expect(seqs).toEqual([7, 8]);
  expect(latest().resumes()).toHaveLength(3);
  live.close();
});

it('waits longer after each failure, and starts anew after a success', async () => {
  const live = start();
  live.join('run:a', 0, () => {});
  await settled();
  latest().close();
  await vi.advanceTimersByTimeAsync(249);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sockets).toHaveLength(2);
  latest().close();
  await vi.advanceTimersByTimeAsync(499);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(sockets).toHaveLength(3);
  latest().accept();
  latest().close();
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets).toHaveLength(4);
  live.close();
});

it('notices a connection that died without a word', async () => {
  const live = start();
  live.join('run:a', 0, () => {});
  await settled();
  latest().accept();
  expect(live.state()).toBe('live');
  await vi.advanceTimersByTimeAsync(61_000);
  expect(live.state()).toBe('reconnecting');
  live.close();
});

it('leaves a stream with its last subscriber only', async () => {
  const live = start();
  const first = live.join('run:a', 0, () => {});
  const second = live.join('run:a', 0, () => {});
  await settled();
  latest().accept();
  first();
  expect(latest().sent.filter((message) => message.type === 'leave')).toHaveLength(0);
  second();
  expect(latest().sent.at(-1)).toEqual({ type: 'leave', stream: 'run:a' });
  live.close();
});

it('asks again, ever more rarely, for a stream that was refused', async () => {
  const live = start();
  live.join('run:a', 4, () => {});
  await settled();
  latest().accept();
  latest().say({ type: 'refused', stream: 'run:a', problem: 'not right now' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(latest().resumes()).toHaveLength(2);
  latest().say({ type: 'refused', stream: 'run:a', problem: 'not right now' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(latest().resumes()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(latest().resumes()).toHaveLength(3);
  live.close();
});
