/** Follows numbered event streams over the API's WebSocket; after a break it resumes where it was. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event, LiveAnswer, LiveTicket } from '../web/lib/api-types.generated.ts';
import type { ApiClient } from './api-client.ts';

const reconnectMs = 500;

export type Live = { follow(stream: string): void; close(): void };

/** @param onEvent gets every event once, in order within its stream */
export function openLive(api: ApiClient, onEvent: (event: Event) => void): Live {
  const seen = new Map<string, number>();
  let socket: WebSocket | null = null;
  let closed = false;

  const resume = (stream: string) =>
    socket?.readyState === WebSocket.OPEN &&
    socket.send(JSON.stringify({ type: 'resume', stream, afterSeq: seen.get(stream) ?? 0 }));

  async function connect(): Promise<void> {
    const { ticket } = await api.post<LiveTicket>('/live/tickets', {});
    const opened = new WebSocket(`${api.apiUrl.replace(/^http/, 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
    socket = opened;
    opened.onopen = () => {
      for (const stream of seen.keys()) resume(stream);
    };
    opened.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as LiveAnswer;
      if (answer.type !== 'event' || answer.seq <= (seen.get(answer.stream) ?? 0)) return;
      seen.set(answer.stream, answer.seq);
      onEvent(answer);
    };
    opened.onclose = () => {
      if (!closed) void keepConnected();
    };
  }

  async function keepConnected(): Promise<void> {
    while (!closed) {
      try {
        return await connect();
      } catch {
        // The API restarts or is away: what happens meanwhile is kept, and resumed later.
        await sleep(reconnectMs);
      }
    }
  }

  void keepConnected();
  return {
    follow(stream) {
      if (seen.has(stream)) return;
      seen.set(stream, 0);
      resume(stream);
    },
    close() {
      closed = true;
      socket?.close();
    },
  };
}
