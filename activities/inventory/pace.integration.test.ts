/** One bucket for all workers: what one took or was told, the others know. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inOrg, openDatabase } from '../../db/client.ts';
import { reserveTokens, slowDown } from '../../db/rate-buckets.ts';
import { organisations, rateBuckets } from '../../db/schema/index.ts';
import { makePace } from './pace.ts';

const url = process.env.DATABASE_URL;

describe.skipIf(!url)('the pace of an API', () => {
  let db: Database;
  const orgId = randomUUID();
  const ceiling = 10;

  beforeAll(async () => {
    db = openDatabase(url ?? '');
    await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Pace', slug: orgId }));
  });
  afterAll(() => db?.close());

  const bucketOf = async (principal: string) => {
    const rows = await inOrg(db, { orgId }, (tx) => tx.select().from(rateBuckets));
    return rows.find((row) => row.principal === principal);
  };

  it('lets one second pass at once and makes whoever comes after wait, in order of arrival, whichever worker asks', async () => {
    const key = { orgId, principal: randomUUID(), api: 'x', ceiling: 1 };
    const waits: number[] = [];
    for (let batch = 0; batch < 9; batch += 1) waits.push((await reserveTokens(db, key)).waitMs);
    expect(waits[0]).toBe(0);
    const queued = waits.slice(6);
    expect(queued.every((wait) => wait > 0)).toBe(true);
    expect(queued).toEqual([...queued].sort((a, b) => a - b));
  });

  it('halves the rate once for many refusals at a time, and gives nothing out before Retry-After', async () => {
    const key = { orgId, principal: randomUUID(), api: 'x', ceiling };
    await reserveTokens(db, key);
    await Promise.all([slowDown(db, key, 5_000), slowDown(db, key, 5_000), slowDown(db, key, 5_000)]);
    expect((await bucketOf(key.principal))?.perSecond).toBe(5);
    expect((await reserveTokens(db, key)).waitMs).toBeGreaterThan(3_000);
  });

  it('climbs back to its ceiling and never above', async () => {
    const key = { orgId, principal: randomUUID(), api: 'x', ceiling };
    await slowDown(db, key, 0);
    await inOrg(db, { orgId }, (tx) => tx.update(rateBuckets).set({ updatedAt: new Date(Date.now() - 60_000) }));
    await reserveTokens(db, key);
    expect((await bucketOf(key.principal))?.perSecond).toBe(ceiling);
  });

  it('takes one batch for many requests, and counts throttles until somebody asks', async () => {
    const principal = randomUUID();
    const pace = makePace(db, orgId, principal);
    await Promise.all([pace.take('ec2'), pace.take('ec2'), pace.take('ec2'), pace.take('ec2')]);
    expect((await bucketOf(principal))?.tokens).toBe(16);
    await pace.throttled('ec2', 10);
    expect([pace.throttles(), pace.throttles()]).toEqual([1, 0]);
  });

  it('stops waiting when it is cancelled', async () => {
    const principal = randomUUID();
    const pace = makePace(db, orgId, principal);
    await pace.throttled('ec2', 600_000);
    const stop = new AbortController();
    const waiting = pace.take('ec2', stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow();
  });
});
