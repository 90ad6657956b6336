import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EventOut } from '../../db/event-reader.ts';
import { makeHub } from './hub.ts';

function makeWorld() {
  const subscribers = new Set<(seq: number) => void>();
  const reads: { afterSeq: number; finish(...seqs: number[]): Promise<void> }[] = [];
  const hub = makeHub(
    (_org, stream, afterSeq) =>
      new Promise<EventOut[]>((resolve) => {
        const event = (seq: number) => ({ stream, seq, at: '', event: { type: 't', payload: {} } });
        const finish = async (...seqs: number[]) => {
          resolve(seqs.map(event));
          for (let turns = 0; turns < 5; turns += 1) await tick();
        };
        reads.push({ afterSeq, finish });
      }),
    () => ({
      subscribe: (_stream, callback) => {
        subscribers.add(callback);
        return () => subscribers.delete(callback);
      },
    }),
  );
  const follow = (orgId = 'org') => {
    const seen: number[] = [];
    const event = ({ seq }: EventOut) => void seen.push(seq);
    const leave = hub.follow(orgId, 's', 0, { event, caughtUp: () => undefined, failed: () => undefined });
    return { seen, leave };
  };
  const tell = (seq: number) => {
    for (const callback of subscribers) callback(seq);
  };
  return { follow, tell, reads, subscribers };
}

describe('viewers of one process', () => {
  it('share one read of the event that all of them were told of', async () => {
    const { follow, tell, reads } = makeWorld();
    const viewers = [follow(), follow(), follow()];
    for (const read of [...reads]) await read.finish();
    expect(reads).toHaveLength(3);
    tell(1);
    expect(reads).toHaveLength(4);
    await reads[3]?.finish(1);
    expect(viewers.map(({ seen }) => seen)).toEqual([[1], [1], [1]]);
  });

  it('never join a read that began before they came: an event between the two would be lost', async () => {
    const { follow, reads } = makeWorld();
    const first = follow();
    const second = follow();
    expect(reads).toHaveLength(2);
    await reads[0]?.finish();
    await reads[1]?.finish(1);
    expect([first.seen, second.seen]).toEqual([[], [1]]);
  });

  it('never share a read that began before the event they were told of', async () => {
    const { follow, tell, reads } = makeWorld();
    const early = follow();
    await reads[0]?.finish();
    tell(1);
    const late = follow();
    await reads[2]?.finish();
    tell(2);
    expect(reads.map(({ afterSeq }) => afterSeq)).toEqual([0, 0, 0, 0]);
    await reads[1]?.finish(1);
    await reads[3]?.finish(1, 2);
    await reads[4]?.finish(2);
    expect([early.seen, late.seen]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('share nothing across organisations, and leave nothing behind', () => {
    const { follow, tell, reads, subscribers } = makeWorld();
    const viewers = [follow('one'), follow('two')];
    tell(1);
    expect(reads).toHaveLength(2);
    for (const { leave } of viewers) leave();
    expect(subscribers.size).toBe(0);
  });
});
