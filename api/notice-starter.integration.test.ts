/** Postgres says that there are notices, and their workflows are started: on the real servers, without a worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { tellNotice } from '../db/notices.ts';
import { mostNotices, waitingNotices } from '../db/waiting-notices.ts';
import { noticePlace } from '../tests/support/notices/place.ts';
import { workflowIds } from '../workflows/messages.ts';
import { startNoticeStarter } from './notice-starter.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, stackIsUp } from './testing/world.ts';

describe.skipIf(!stackIsUp())('the starter of notices', { timeout: 60_000 }, () => {
  let world: ApiWorld;
  let ada: Caller;
  let starters: { stop(): Promise<void> }[];

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    // Two, as with two API processes: each start is refused once, and nobody minds.
    starters = [startNoticeStarter(world.deps), startNoticeStarter(world.deps)];
    await world.deps.events.listener().ready();
  });
  afterAll(async () => {
    await Promise.all(starters.map((starter) => starter.stop()));
    await world.deps.events.close();
    await world.close();
  });

  const started = async (noticeId: string): Promise<boolean> => {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await hasStarted(world.deps, workflowIds.deliverNotice(noticeId))) return true;
      await sleep(50);
    }
    return false;
  };

  it('starts each as soon as it is kept, also many at once', async () => {
    const place = noticePlace(world.deps.db, world.deps.secrets, ada.signedIn.organisation.id);
    expect(await started(await place.tell('run_ended'))).toBe(true);
    const many = await Promise.all(Array.from({ length: 30 }, () => place.tell('drift_found')));
    expect((await Promise.all(many.map(started))).every(Boolean)).toBe(true);
  });

  it('starts nothing for what is not kept after all', async () => {
    const orgId = ada.signedIn.organisation.id;
    const notice = { kind: 'run_ended', level: 'info', text: 'x', href: null, subject: {} } as const;
    const undone = inOrg(world.deps.db, { orgId }, async (tx) => {
      await tellNotice(tx, orgId, { ...notice, key: 'undone' });
      throw new Error('the transaction ends here');
    });
    await expect(undone).rejects.toThrow('ends here');
    const waiting = await waitingNotices(world.deps.db, 0);
    expect(waiting.length).toBeLessThanOrEqual(mostNotices);
    expect(waiting.filter((one) => one.orgId === orgId)).toHaveLength(31);
  });
});
