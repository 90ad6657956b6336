/** A viewer of one event stream that notes when each event could be seen. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventOut } from '../../db/event-reader.ts';
import { AuroraError } from '../../platform/errors.ts';
import { clockMs } from './clock.ts';

export type Seen = EventOut['event'] & { atMs: number };

export function makeViewer() {
  const seen: Seen[] = [];
  let awake = Promise.withResolvers<void>();

  return {
    see({ type, payload }: EventOut['event']): void {
      seen.push({ type, payload, atMs: clockMs() });
      awake.resolve();
      awake = Promise.withResolvers();
    },

    /** How many were seen until now: give it to `first` to look only at what comes after. */
    count: (): number => seen.length,

    /** The first event after the given count that fits, now or later. */
    async first(from: number, fits: (event: Seen) => boolean, what: string, timeoutMs = 30_000): Promise<Seen> {
      const deadline = clockMs() + timeoutMs;
      for (;;) {
        const found = seen.slice(from).find(fits);
        if (found) return found;
        if (clockMs() > deadline) throw late(what, seen.slice(from));
        await Promise.race([awake.promise, sleep(250)]);
      }
    },
  };
}

export type Viewer = ReturnType<typeof makeViewer>;

const late = (what: string, seen: Seen[]) =>
  new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: `${what} did not come in time. Seen: ${seen.map(({ type, payload }) => `${type} ${JSON.stringify(payload)}`).join('\n')}`,
  });

/** Typed payloads are more than a stopwatch needs. */
export const stateIn = (event: Seen): unknown => (event.payload as { state?: unknown }).state;
