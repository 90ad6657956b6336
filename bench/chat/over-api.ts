/** Aurora as a page has it: the message goes through the HTTP API, the answer comes over the WebSocket. */
import { randomUUID } from 'node:crypto';
import { openLive } from '../../cli/live.ts';
import type { Bench } from '../bench.ts';
import type { Child } from '../support/child.ts';
import { clockMs } from '../support/clock.ts';
import { makeViewer, type Viewer } from '../support/viewer.ts';
import { textOf, watchTurn } from './aurora.ts';
import type { Contestant } from './contestant.ts';
import { stamps } from './names.ts';

export function makeOverApi({ api }: Bench, worker: Child): Contestant {
  const viewers = new Map<string, Viewer>();
  const live = openLive(api, { event: ({ stream, event }) => viewers.get(stream)?.see(event) });
  let sessionId = '';

  return {
    who: 'Aurora, HTTP and WebSocket',
    async converse() {
      viewers.clear();
      sessionId = (await api.post<{ id: string }>('/sessions', {})).id;
      viewers.set(`session:${sessionId}`, makeViewer());
      live.follow(`session:${sessionId}`);
    },
    async turn(kind) {
      const viewer = viewers.get(`session:${sessionId}`) ?? makeViewer();
      const from = viewer.count();
      const sentMs = clockMs();
      const message = { id: randomUUID(), text: textOf(kind), delivery: 'queue' };
      await api.post(`/sessions/${sessionId}/messages`, message);
      const times = await watchTurn(viewer, from, sentMs);
      await worker.next(stamps.turnOver);
      return times;
    },
    close: async () => live.close(),
  };
}
