import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EventOut } from '../../db/event-reader.ts';
import { lookYourself } from '../../platform/events/listener.ts';
import { followStream, pageSize } from './follower.ts';

/** A stream whose reads end when the test says so. */
function makeSource(last: number) {
  let top = last;
  let tell: (seq: number) => void = () => undefined;
  const reads: { afterSeq: number; known: number; finish(): void; fail(): void }[] = [];
  return {
    reads,
    append: (count = 1) => {
      top += count;
    },
    tell: (seq = top) => tell(seq),
    readAfter: (afterSeq: number, known: number) =>
      new Promise<EventOut[]>((resolve, reject) => {
        const length = Math.min(pageSize, Math.max(0, top - afterSeq));
        const event = (index: number) => ({
          stream: 's',
          seq: afterSeq + 1 + index,
          at: '',
          event: { type: 't', payload: {} },
        });
        const events = Array.from({ length }, (_, index) => event(index));
        reads.push({ afterSeq, known, finish: () => resolve(events), fail: () => reject(new Error('away')) });
      }),
    subscribe: (callback: (seq: number) => void) => {
      tell = callback;
      return () => {
        tell = () => undefined;
      };
    },
  };
}

function makeViewer() {
  const seen: (number | string)[] = [];
  return {
    seen,
    viewer: {
      event: ({ seq }: EventOut) => void seen.push(seq),
      caughtUp: (seq: number) => void seen.push(`caught up at ${seq}`),
      failed: () => void seen.push('failed'),
    },
  };
}

const settle = async () => {
  for (let turns = 0; turns < 10; turns += 1) await tick();
};

describe('following a stream', () => {
  it('looks once without being told, and says when it has caught up', async () => {
    const source = makeSource(3);
    const { seen, viewer } = makeViewer();
    followStream(source, 1, viewer);
    source.reads[0]?.finish();
    await settle();
    expect(seen).toEqual([2, 3, 'caught up at 3']);
    expect(source.reads).toHaveLength(1);
  });

  it('makes one read of many notifications, and one query per notification otherwise', async () => {
    const source = makeSource(0);
    const { seen, viewer } = makeViewer();
    followStream(source, 0, viewer);
    for (let count = 0; count < 40; count += 1) {
      source.append();
      source.tell();
    }
    source.reads[0]?.finish();
    await settle();
    source.reads[1]?.finish();
    await settle();
    expect(source.reads).toHaveLength(2);
    expect(seen).toEqual(['caught up at 0', ...Array.from({ length: 40 }, (_, index) => index + 1)]);
    source.append();
    source.tell();
    source.reads[2]?.finish();
    await settle();
    expect([source.reads.length, seen.at(-1)]).toEqual([3, 41]);
  });

  it('reads page after page, and is not told of events it has sent already', async () => {
    const source = makeSource(pageSize + 5);
    const { seen, viewer } = makeViewer();
    followStream(source, 0, viewer);
    source.reads[0]?.finish();
    await settle();
    source.reads[1]?.finish();
    await settle();
    expect(seen.at(-1)).toBe(`caught up at ${pageSize + 5}`);
    source.tell(3);
    await settle();
    expect(source.reads.map(({ afterSeq }) => afterSeq)).toEqual([0, pageSize]);
  });

  it('looks again when the listener says that something may have been missed', async () => {
    const source = makeSource(0);
    const { seen, viewer } = makeViewer();
    followStream(source, 0, viewer);
    source.reads[0]?.finish();
    await settle();
    source.append(2);
    source.tell(lookYourself);
    source.reads[1]?.finish();
    await settle();
    expect(seen).toEqual(['caught up at 0', 1, 2]);
  });

  it('tries a read that failed again, from the same place', async () => {
    const source = makeSource(2);
    const { seen, viewer } = makeViewer();
    followStream(source, 0, viewer);
    source.reads[0]?.fail();
    await new Promise((resolve) => setTimeout(resolve, 600));
    source.reads[1]?.finish();
    await settle();
    expect(seen).toEqual(['failed', 1, 2, 'caught up at 2']);
  });

  it('does not spin when told of an event that it may not see', async () => {
    const source = makeSource(0);
    followStream(source, 0, makeViewer().viewer);
    source.reads[0]?.finish();
    await settle();
    source.tell(9);
    source.reads[1]?.finish();
    await settle();
    expect(source.reads).toHaveLength(2);
  });

  it('gives nothing more after the viewer left, not even of a page it has read', async () => {
    const source = makeSource(3);
    const { seen, viewer } = makeViewer();
    const once = (event: EventOut) => {
      viewer.event(event);
      leave();
    };
    const leave = followStream(source, 0, { ...viewer, event: once });
    source.reads[0]?.finish();
    await settle();
    source.tell();
    await settle();
    expect(seen).toEqual([1]);
  });

  it('reads nothing more while the viewer is slow', async () => {
    const source = makeSource(1);
    const { seen, viewer } = makeViewer();
    const slow = Promise.withResolvers<void>();
    const event = (one: EventOut) => {
      viewer.event(one);
      return slow.promise;
    };
    followStream(source, 0, { ...viewer, event });
    source.reads[0]?.finish();
    await settle();
    source.append();
    source.tell();
    await settle();
    expect([seen, source.reads.length]).toEqual([[1], 1]);
    slow.resolve();
    await settle();
    expect(source.reads).toHaveLength(2);
  });
});
