/** A run that applied is followed by a look at the account, so that what it made is in the inventory at once. */
import { randomUUID } from 'node:crypto';
import { and, eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { resources } from '../db/schema/index.ts';
import { listSyncRuns } from '../db/sync-views.ts';
import { roleProject } from '../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';

describe.skipIf(!stackIsUp)('after a run', () => {
  let world: World;
  const name = `sync-after-${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld({ sync: true });
  });
  afterAll(() => world?.close());

  const find = () =>
    inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      tx
        .select()
        .from(resources)
        .where(and(eq(resources.connectionId, world.connectionId), like(resources.name, `%${name}%`))),
    );

  async function applied(kind: 'apply' | 'destroy'): Promise<void> {
    const seen = (await world.events(`org:${world.orgId}`)).at(-1)?.seq ?? 0;
    const runId = await world.startRun(roleProject(name), kind);
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve');
    await world.runIs(runId, 'applied');
    await world.until(
      `org:${world.orgId}`,
      ({ seq, type, payload }) =>
        seq > seen &&
        type === 'sync.progress' &&
        ['complete', 'partial'].includes((payload as { state: string }).state),
      120_000,
    );
  }

  it('shows what it made, and lets it go with its history when a run destroyed it', async () => {
    await applied('apply');
    const [made] = await find();
    expect(made).toMatchObject({ deletedAt: null });
    await applied('destroy');
    expect((await find())[0]).toMatchObject({ id: made?.id, deletedAt: expect.any(Date) });
    const { rows } = await inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      listSyncRuns(tx, world.connectionId, { limit: 10 }),
    );
    expect(rows.map(({ run }) => run.trigger)).toEqual(['run', 'run']);
  }, 400_000);
});
