/** A flood of notices for one place, and what should go on by itself: on the real Postgres. */
import { inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NoticePlace, noticePlace } from '../tests/support/notices/place.ts';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import { inOrg, type Tx } from './client.ts';
import { type Delivery, moveDelivery } from './deliveries.ts';
import { paceOf } from './model/notices.ts';
import { pausePlace, takeTurn } from './notice-pace.ts';
import { deliveries, notices } from './schema/index.ts';
import { waitingDeliveries } from './waiting-notices.ts';

describe.skipIf(!stackIsUp)('a flood for one place', { timeout: 60_000 }, () => {
  let world: World;
  let place: NoticePlace;
  beforeAll(async () => {
    world = await makeWorld({ worker: false });
    place = noticePlace(world.deps.db, world.deps.secrets, world.orgId);
  });
  afterAll(() => world?.close());

  const within = <Result>(work: (tx: Tx) => Promise<Result>) => inOrg(world.deps.db, { orgId: world.orgId }, work);

  /** Routed, and nothing of it sent. */
  function flood(channelId: string, many: number): Promise<Delivery[]> {
    const { orgId } = world;
    const about = {
      orgId,
      kind: 'test',
      level: 'info',
      text: 'x',
      subject: { channelId },
      routedAt: new Date(),
    } as const;
    return within(async (tx) => {
      const rows = Array.from({ length: many }, (_, at) => ({ ...about, key: `flood:${channelId}:${at}` }));
      const made = await tx.insert(notices).values(rows).returning({ id: notices.id });
      const to = { orgId, target: `channel:${channelId}`, channelId, kind: 'webhook' } as const;
      await tx.insert(deliveries).values(made.map(({ id }) => ({ ...to, noticeId: id })));
      const ids = made.map(({ id }) => id);
      return tx.select().from(deliveries).where(inArray(deliveries.noticeId, ids)).orderBy(deliveries.id);
    });
  }

  it('of 500 lets those of one second go at once, and tells each of the others about when its turn comes', async () => {
    const line = await flood(await place.channel('webhook', { url: 'https://a.example' }, []), 500);
    const waits = await Promise.all(line.map((delivery) => within((tx) => takeTurn(tx, delivery))));
    const gone = waits.filter((ms) => ms === 0).length;
    expect(gone).toBeGreaterThanOrEqual(paceOf.webhook);
    // All 500 ask within some seconds, in which some tokens come back.
    expect(gone).toBeLessThan(250);
    const last = waits.at(-1) ?? 0;
    expect(last === 0 || last > 5_000).toBe(true);
    expect(Math.max(...waits)).toBeLessThan((500_000 / paceOf.webhook) * 1.2);
    await within((tx) => tx.update(deliveries).set({ state: 'skipped' }));
  });

  it('lets none go while the place asked for a pause, and keeps other places out of it', async () => {
    const [paused] = await flood(await place.channel('webhook', { url: 'https://b.example' }, []), 3);
    const [other] = await flood(await place.channel('webhook', { url: 'https://c.example' }, []), 1);
    if (!paused || !other) throw new Error('nothing was made');
    expect(await within((tx) => takeTurn(tx, paused))).toBe(0);
    await within((tx) => pausePlace(tx, paused, 90_000));
    expect(await within((tx) => takeTurn(tx, paused))).toBeGreaterThan(80_000);
    expect(await within((tx) => takeTurn(tx, other))).toBe(0);
  });

  it('finds what should go on and does not: never begun, or long past its next attempt', async () => {
    const line = await flood(await place.channel('webhook', { url: 'https://d.example' }, []), 5);
    const [fresh, lost, late, due, sent] = line;
    const ago = (minutes: number) => sql`now() - ${minutes} * interval '1 minute'`;
    await within(async (tx) => {
      const set = (id: string | undefined, values: object) =>
        tx.update(deliveries).set(values).where(sql`${deliveries.id} = ${id}`);
      await set(lost?.id, { createdAt: ago(2) });
      await set(late?.id, { nextAttemptAt: ago(10), lastAttemptAt: ago(20) });
      await set(due?.id, { nextAttemptAt: ago(-30), lastAttemptAt: ago(20), createdAt: ago(60) });
      await set(sent?.id, { createdAt: ago(60) });
      await moveDelivery(tx, sent?.id ?? '', ['waiting'], 'sent', {});
    });
    const found = (await waitingDeliveries(world.deps.db)).map(({ id }) => id);
    expect(line.filter(({ id }) => found.includes(id)).map(({ id }) => id)).toEqual([lost?.id, late?.id]);
    expect(fresh?.state).toBe('waiting');
  });
});
