/** All viewers of this process over its one LISTEN connection. */
import type { EventOut } from '../../db/event-reader.ts';
import type { EventListener } from '../../platform/events/listener.ts';
import { followStream, pageSize, type Viewer } from './follower.ts';

export type Hub = {
  /** The stream must have been found visible to the organisation before. @returns the way out */
  follow(orgId: string, stream: string, afterSeq: number, viewer: Viewer): () => void;
};

export type ReadPage = (orgId: string, stream: string, afterSeq: number, limit: number) => Promise<EventOut[]>;

export function makeHub(readPage: ReadPage, listener: () => Pick<EventListener, 'subscribe'>): Hub {
  const underWay = new Map<string, Promise<EventOut[]>>();

  /**
   * Tabs that have caught up are told of the same event at once, and one read serves them all. Only where all of them
   * were told: a read that began before an event was committed would leave out the event.
   */
  function readAfter(orgId: string, stream: string, afterSeq: number, known: number): Promise<EventOut[]> {
    if (known === 0) return readPage(orgId, stream, afterSeq, pageSize);
    const key = `${orgId} ${stream} ${afterSeq} ${known}`;
    const shared = underWay.get(key);
    if (shared) return shared;
    const reading = readPage(orgId, stream, afterSeq, pageSize).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  }

  return {
    follow: (orgId, stream, afterSeq, viewer) =>
      followStream(
        {
          readAfter: (after, known) => readAfter(orgId, stream, after, known),
          subscribe: (callback) => listener().subscribe(stream, callback),
        },
        afterSeq,
        viewer,
      ),
  };
}
