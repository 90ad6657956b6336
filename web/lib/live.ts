/**
 * One WebSocket per tab, many streams. Every event reaches every subscriber exactly once and in order:
 * the server numbers events without gaps, a subscriber keeps the last number it saw, and after a break
 * each stream is resumed from there.
 */
import type { Event, LiveAnswer } from './api-types.generated.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

export type LiveParts = {
  /** The WebSocket's address with a fresh one-time ticket in it. */
  address: () => Promise<string>;
  open?: (address: string) => LiveSocket;
  random?: () => number;
};

export type LiveSocket = {
  readyState: number;
  send: (text: string) => void;
  close: () => void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: never) => void) | null;
};

export type Live = {
  /** Calls back for every event after `afterSeq`. Returns the way out. */
  join: (stream: string, afterSeq: number, onEvent: (event: Event) => void, onCaughtUp?: () => void) => () => void;
  state: () => LiveState;
  onState: (listener: () => void) => () => void;
  close: () => void;
};

type Subscriber = {
  stream: string;
  last: number;
  /** A gap after `last`: first asked for again; when the replay has it too, it is real and passed. */
  gap: 'asked' | 'real' | null;
  onEvent: (event: Event) => void;
  onCaughtUp?: () => void;
};

const pingMs = 20_000;
const silenceMs = 45_000;
const firstWaitMs = 250;
const longestWaitMs = 15_000;

export function createLive({ address, open = openSocket, random = Math.random }: LiveParts): Live {
  const subscribers = new Set<Subscriber>();
  const refusals = new Map<string, number>();
  const listeners = new Set<() => void>();
  let socket: LiveSocket | null = null;
  let state: LiveState = 'connecting';
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let pinger: ReturnType<typeof setInterval> | null = null;
  let heardAt = 0;
  let connecting = false;
  let closed = false;

  const become = (next: LiveState) => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  };

  const send = (message: object) => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  };

  /** From the one who is furthest behind: the others drop what they have. */
  const resume = (stream: string) => {
    const lasts = [...subscribers].filter((one) => one.stream === stream).map((one) => one.last);
    if (lasts.length > 0) send({ type: 'resume', stream, afterSeq: Math.min(...lasts) });
  };

  const deliver = (event: Event) => {
    for (const one of [...subscribers]) {
      if (one.stream !== event.stream || event.seq <= one.last) continue;
      if (event.seq > one.last + 1 && one.gap !== 'real') {
        if (one.gap === null) {
          one.gap = 'asked';
          resume(event.stream);
        }
        continue;
      }
      one.gap = null;
      one.last = event.seq;
      one.onEvent(event);
    }
  };

  /** Most refusals pass: the API could not read the stream just then. Those that do not cost little. */
  const askLater = (stream: string) => {
    const count = (refusals.get(stream) ?? 0) + 1;
    refusals.set(stream, count);
    setTimeout(() => resume(stream), Math.min(60_000, 1_000 * 2 ** count));
  };

  const settle = (stream: string) => {
    let again = false;
    for (const one of [...subscribers]) {
      if (one.stream !== stream) continue;
      if (one.gap === 'asked') {
        one.gap = 'real';
        again = true;
      } else one.onCaughtUp?.();
    }
    if (again) resume(stream);
  };

  const hear = (answer: LiveAnswer) => {
    if (answer.type === 'event') {
      const { stream, seq, at, event } = answer;
      return deliver({ stream, seq, at, event });
    }
    if (answer.type === 'refused' && answer.stream !== null) askLater(answer.stream);
    if (answer.type === 'caughtUp') {
      refusals.delete(answer.stream);
      settle(answer.stream);
    }
  };

  const lost = () => {
    socket = null;
    if (pinger) clearInterval(pinger);
    if (closed) return;
    become('reconnecting');
    // Full jitter: after an outage, tabs come back spread over time.
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** failures) * (0.5 + random() / 2);
    failures += 1;
    retry = setTimeout(connect, wait);
  };

  const connect = async () => {
    if (retry) clearTimeout(retry);
    retry = null;
    if (closed || connecting || socket) return;
    connecting = true;
    const target = await address().catch(() => null);
    connecting = false;
    if (closed) return;
    if (target === null) return lost();
    const opened = open(target);
    socket = opened;
    opened.onopen = () => {
      failures = 0;
      heardAt = Date.now();
      become('live');
      for (const stream of new Set([...subscribers].map((one) => one.stream))) resume(stream);
      pinger = setInterval(() => {
        // A connection that died without a word (a laptop that slept) is only noticed by its silence.
        if (Date.now() - heardAt > silenceMs) return opened.close();
        send({ type: 'ping' });
      }, pingMs);
    };
    opened.onmessage = ({ data }) => {
      heardAt = Date.now();
      hear(JSON.parse(data) as LiveAnswer);
    };
    opened.onclose = () => {
      if (socket === opened) lost();
    };
  };

  const wake = () => {
    if (!socket && !connecting && !closed) void connect();
  };
  if (typeof window !== 'undefined') window.addEventListener('online', wake);

  return {
    join: (stream, afterSeq, onEvent, onCaughtUp) => {
      const one: Subscriber = { stream, last: afterSeq, gap: null, onEvent, onCaughtUp };
      subscribers.add(one);
      if (socket) resume(stream);
      else wake();
      return () => {
        subscribers.delete(one);
        if (![...subscribers].some((other) => other.stream === stream)) send({ type: 'leave', stream });
      };
    },
    state: () => state,
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      if (retry) clearTimeout(retry);
      if (pinger) clearInterval(pinger);
      if (typeof window !== 'undefined') window.removeEventListener('online', wake);
      socket?.close();
    },
  };
}

const openSocket = (address: string): LiveSocket => new WebSocket(address) as unknown as LiveSocket;
