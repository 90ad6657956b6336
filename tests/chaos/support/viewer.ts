/**
 * One open page: follows streams over the WebSocket and keeps every event exactly as it was delivered.
 *
 * Unlike a page it throws nothing away, so that a doubled or a missing delivery is seen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../../cli/api-client.ts';
import type { Event, LiveAnswer, LiveTicket } from '../../../web/lib/api-types.generated.ts';
import { until } from './parts.ts';

const reconnectMs = 250;

export type Viewer = ReturnType<typeof openViewer>;

export function openViewer(api: ApiClient) {
  const streams = new Map<string, Event[]>();
  const frames: string[] = [];
  let socket: WebSocket | null = null;
  let connections = 0;
  let closed = false;

  const resume = (stream: string) => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    const afterSeq = streams.get(stream)?.at(-1)?.seq ?? 0;
    socket.send(JSON.stringify({ type: 'resume', stream, afterSeq }));
  };

  async function connect(): Promise<void> {
    const { ticket } = await api.post<LiveTicket>('/live/tickets', {});
    const opened = new WebSocket(`${api.apiUrl.replace(/^http/, 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
    socket = opened;
    opened.onopen = () => {
      connections += 1;
      for (const stream of streams.keys()) resume(stream);
    };
    opened.onmessage = ({ data }) => {
      frames.push(String(data));
      const answer = JSON.parse(String(data)) as LiveAnswer;
      if (answer.type === 'event') streams.get(answer.stream)?.push(answer);
    };
    opened.onclose = () => void keepConnected();
  }

  async function keepConnected(): Promise<void> {
    while (!closed) {
      const tried = await connect().then(
        () => true,
        () => false,
      );
      if (tried) return;
      await sleep(reconnectMs);
    }
  }

  const viewer = {
    /** How often it had to connect; 1 means that it was never cut off. */
    connections: () => connections,

    follow(stream: string): void {
      if (streams.has(stream)) return;
      streams.set(stream, []);
      resume(stream);
    },

    /** Everything that came, as it came. */
    frames: (): string[] => frames,

    events: (stream: string): Event[] => streams.get(stream) ?? [],

    async sees(stream: string, what: string, fits: (event: Event) => boolean, withinMs: number): Promise<Event> {
      let found: Event | undefined;
      const look = () => {
        found = viewer.events(stream).find(fits);
        return found !== undefined;
      };
      await until(what, look, withinMs, () => `${stream} holds\n${inLines(viewer.events(stream))}`);
      return found as Event;
    },

    close(): void {
      closed = true;
      socket?.close();
    },
  };
  void keepConnected();
  return viewer;
}

export const inLines = (events: Event[]): string =>
  events
    .map(({ seq, at, event }) => `${seq} ${at} ${event.type} ${JSON.stringify(event.payload).slice(0, 300)}`)
    .join('\n');
