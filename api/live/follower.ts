/** One stream as one viewer sees it: what was missed, then what comes, each event once and in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventOut } from '../../db/event-reader.ts';
import { lookYourself } from '../../platform/events/listener.ts';

export const pageSize = 500;
const retryMs = 500;

export type Source = {
  /** At most `pageSize` events after a number. `known`: the newest number that was told of, 0 for none. */
  readAfter(afterSeq: number, known: number): Promise<EventOut[]>;
  subscribe(callback: (seq: number) => void): () => void;
};

export type Viewer = {
  /** May answer a promise while the viewer is slow: nothing more is read until it resolves. */
  event(event: EventOut): Promise<void> | void;
  caughtUp(seq: number): void;
  failed(error: unknown): void;
};

/**
 * Reads are driven by notifications and coalesced: while one read runs, any number of notifications lead to one more.
 * Numbers have no gaps and become visible in order (the writer holds the stream's row), so what was read is complete.
 *
 * @returns the way out
 */
export function followStream(source: Source, afterSeq: number, viewer: Viewer): () => void {
  let sent = afterSeq;
  let known = 0;
  // Look once without being told: events from before the subscription are not told.
  let look = true;
  let told = false;
  let running = false;
  let left = false;

  const unsubscribe = source.subscribe((seq) => {
    if (seq === lookYourself) look = true;
    else if (seq > known) known = seq;
    void pump();
  });
  void pump();

  async function pump() {
    if (running) return;
    running = true;
    while (!left && (look || known > sent)) {
      try {
        await step();
      } catch (error) {
        viewer.failed(error);
        look = true;
        await sleep(retryMs, undefined, { ref: false });
      }
    }
    running = false;
  }

  async function step() {
    const aim = look ? 0 : known;
    look = false;
    const events = await source.readAfter(sent, aim);
    for (const event of events) {
      if (left) return;
      if (event.seq <= sent) continue;
      sent = event.seq;
      const slow = viewer.event(event);
      if (slow) await slow;
    }
    if (events.length >= pageSize) look = true;
    // Told of, read, and not there: it is not for this viewer.
    else if (aim > sent) known = sent;
    if (left || look || told) return;
    told = true;
    viewer.caughtUp(sent);
  }

  return () => {
    left = true;
    unsubscribe();
  };
}
