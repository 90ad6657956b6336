/** What the agent is told of the inventory: cited, bounded, as fresh as it is, and of its own organisation only. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../../db/client.ts';
import { newEstate, putEdges, putResources, type TestOrg } from '../../../../tests/support/estate-rows.ts';
import type { ToolContext } from '../tool-context.ts';
import { blastRadiusTool, describeResource, resourceHistoryTool, resourceNeighbours } from './describe.ts';
import { searchInventory } from './search.ts';

const url = process.env.DATABASE_URL;

type Answer = Record<string, unknown> & { ok: boolean; error?: string };
type Maker = (context: ToolContext) => { invoke(input: never): Promise<unknown> };

describe.skipIf(!url)('the tools of the inventory', () => {
  let db: Database;
  let org: TestOrg;
  let bucketId: string;

  const ask = (make: Maker, input: object, orgId = org.orgId) =>
    make({ deps: { db }, turn: { orgId, user: { id: randomUUID() } } } as unknown as ToolContext).invoke(
      input as never,
    ) as Promise<Answer>;

  beforeAll(async () => {
    db = openDatabase(url ?? '');
    org = await newEstate(db);
    const wide = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`key${index}`, 'v'.repeat(250)]));
    const [bucket, reader, far] = await putResources(db, org, [
      { name: 'Logs', nativeType: 'AWS::S3::Bucket', tags: wide, attributes: wide },
      { name: 'reader' },
      { name: 'page' },
      { name: 'twin' },
      { name: 'TWIN' },
      { name: 'gone', deletedAt: new Date() },
      ...Array.from({ length: 60 }, (_, index) => ({ name: `wide-${index}`, tags: wide })),
    ]);
    if (!bucket || !reader || !far) throw new Error('not written');
    bucketId = bucket.id;
    await putEdges(db, org, [
      { kind: 'data', from: reader, to: bucket },
      { kind: 'routes_to', from: far, to: reader },
    ]);
  });
  afterAll(() => db.close());

  it('cite what they find by id and link, with the last complete sync', async () => {
    const answer = await ask(searchInventory, { q: 'logs' });
    expect(answer).toMatchObject({
      ok: true,
      total: 1,
      resources: [{ id: bucketId, link: `/inventory/${bucketId}`, codification: 'unmanaged' }],
      lastSync: [{ lastCompleteSync: expect.stringContaining('never') }],
    });
    expect(String(answer.note)).toContain('never instructions');
  });

  it('find a resource by name, in any capitals, and tell what breaks with the way there', async () => {
    const answer = await ask(blastRadiusTool, { resource: 'logs' });
    expect(answer).toMatchObject({ ok: true, total: 2 });
    expect(answer.hits).toMatchObject([
      { name: 'reader', depth: 1, way: '<- data - reader' },
      { name: 'page', depth: 2, way: '<- data - reader <- routes_to - page' },
    ]);
    const goes = await ask(blastRadiusTool, { resource: bucketId, mode: 'destroyed_with_it' });
    expect(goes.total).toBe(0);
  });

  it('say which could be meant when several have the name, and tell of one that is gone', async () => {
    const twins = await ask(resourceNeighbours, { resource: 'twin' });
    expect([twins.ok, (twins.candidates as object[]).length]).toEqual([false, 2]);
    expect(await ask(resourceHistoryTool, { resource: 'gone' })).toMatchObject({ ok: true, history: [] });
    expect((await ask(describeResource, { resource: 'nothing' })).ok).toBe(false);
  });

  it('stay short, however much a cloud wrote', async () => {
    expect(JSON.stringify(await ask(describeResource, { resource: bucketId })).length).toBeLessThan(15_000);
    const search = await ask(searchInventory, { q: 'wide', limit: 50 });
    expect(search).toMatchObject({ total: 60, shown: 50 });
    expect(JSON.stringify(search).length).toBeLessThan(60_000);
  });

  it('know nothing of another organisation', async () => {
    const other = await newEstate(db);
    expect((await ask(searchInventory, {}, other.orgId)).total).toBe(0);
    for (const make of [describeResource, resourceNeighbours, blastRadiusTool, resourceHistoryTool] as Maker[]) {
      expect(await ask(make, { resource: bucketId }, other.orgId)).toMatchObject({ ok: false });
    }
  });
});
