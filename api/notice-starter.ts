/**
 * Starts the delivery of notices the moment they are kept: Postgres says that there are some, and all that wait are
 * started. Nothing depends on it: what is not heard here, the sweeper finds.
 *
 * Every API process listens, because a second start is refused by Temporal and changes nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { mostNotices, waitingNotices } from '../db/waiting-notices.ts';
import { errorText } from '../platform/errors.ts';
import { startNotice } from '../platform/nudges.ts';
import type { Deps } from './deps.ts';

/** What the trigger on `notices` names in its notification (see the migration `notices_on_their_way`). */
const stream = 'notices';

/** So many starts at a time. */
const together = 10;
/** A start takes effect within milliseconds; until then the notice still waits. */
const rememberMs = 5_000;
/** Before looking again for what a full look did not show. */
const pauseMs = 100;

type Needs = Pick<Deps, 'db' | 'temporal' | 'log' | 'events'>;

export function startNoticeStarter({ db, temporal, log, events }: Needs): { stop(): Promise<void> } {
  const told = new Map<string, number>();
  let stopped = false;
  let heard = Promise.withResolvers<void>();

  /** @returns whether there may be more than one look shows */
  async function startAll(): Promise<boolean> {
    const now = Date.now();
    for (const [id, at] of told) if (now - at > rememberMs) told.delete(id);
    const waiting = await waitingNotices(db, 0);
    const fresh = waiting.filter(({ id }) => !told.has(id));
    for (let at = 0; at < fresh.length; at += together) {
      await Promise.all(fresh.slice(at, at + together).map(start));
    }
    return waiting.length === mostNotices;
  }

  async function start({ orgId, id }: { orgId: string; id: string }): Promise<void> {
    await startNotice(temporal, { orgId, noticeId: id });
    told.set(id, Date.now());
  }

  async function lookWhenHeard(): Promise<void> {
    await heard.promise;
    // What is heard from here on asks for another look.
    heard = Promise.withResolvers<void>();
    const more = await startAll();
    if (more) await sleep(pauseMs);
    if (more) heard.resolve();
  }

  const unsubscribe = events.listener().subscribe(stream, () => heard.resolve());
  const running = (async () => {
    while (!stopped) {
      await lookWhenHeard().catch((error) =>
        log.warn({ reason: errorText(error) }, 'notices could not be started; the sweeper will'),
      );
    }
  })();
  return {
    async stop() {
      stopped = true;
      unsubscribe();
      heard.resolve();
      await running;
    },
  };
}
