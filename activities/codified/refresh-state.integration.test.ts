/** What runs did to the sandbox account is known of each thing afterwards. Real Temporal, Postgres, S3 and Terraform. */
import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { edges, stateChanges, stateResources } from '../../db/schema/index.ts';
import { bucketProject } from '../../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../../tests/support/world.ts';
import { refreshState } from './refresh-state.ts';

const arnOf = (bucket: string) => `arn:aws:s3:::${bucket}`;

const withVersioning = (bucket: string) => ({
  ...bucketProject(bucket),
  'versioning.tf': `resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_sns_topic" "news" {
  name       = "${bucket}"
  depends_on = [aws_s3_bucket.logs]
}
`,
});

describe.skipIf(!stackIsUp)('the state of a project after its runs', { timeout: 180_000 }, () => {
  let world: World;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
  });
  afterAll(() => world?.close());

  const held = () =>
    inOrg(world.deps.db, world, (tx) =>
      tx
        .select()
        .from(stateResources)
        .where(eq(stateResources.projectId, world.projectId))
        .orderBy(asc(stateResources.address)),
    );
  const done = () =>
    inOrg(world.deps.db, world, (tx) =>
      tx.select().from(stateChanges).where(eq(stateChanges.projectId, world.projectId)).orderBy(asc(stateChanges.id)),
    );
  const orders = () =>
    inOrg(world.deps.db, world, (tx) => tx.select().from(edges).where(eq(edges.projectId, world.projectId)));

  async function apply(files: Record<string, string>, kind: 'apply' | 'destroy' = 'apply'): Promise<string> {
    const runId = await world.startRun(files, kind);
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve', { by: world.otherUserId });
    await world.runIs(runId, 'applied');
    return runId;
  }

  it('names every thing, who made and who changed it, and what goes first; then that it is gone', async () => {
    const bucket = `state-${randomUUID().slice(0, 8)}`;
    const made = await apply(bucketProject(bucket));
    await expect.poll(async () => (await held()).length).toBe(1);
    const changed = await apply(withVersioning(bucket));
    await expect.poll(async () => (await held()).length).toBe(3);
    const topic = `arn:aws:sns:us-east-1:123456789012:${bucket}`;
    expect(
      (await held()).map(({ address, cloudId, companion, createdByRunId, drift }) => [
        address,
        cloudId,
        companion,
        createdByRunId,
        drift,
      ]),
    ).toEqual([
      ['aws_s3_bucket.logs', arnOf(bucket), false, made, null],
      ['aws_s3_bucket_versioning.logs', arnOf(bucket), true, changed, null],
      ['aws_sns_topic.news', topic, false, changed, null],
    ]);
    expect(await orders()).toMatchObject([
      { kind: 'deletes_before', fromCloudId: topic, toCloudId: arnOf(bucket), rule: 'terraform.dependencies' },
    ]);

    // A second reading of the same state tells nothing twice.
    expect(await refreshState(world.deps, world)).toBe(3);
    const gone = await apply(withVersioning(bucket), 'destroy');
    await expect.poll(async () => (await held()).length).toBe(0);
    expect(await orders()).toEqual([]);
    expect((await done()).map(({ address, kind, runId }) => [address, kind, runId]).sort()).toEqual(
      [
        ['aws_s3_bucket.logs', 'created', made],
        ['aws_s3_bucket_versioning.logs', 'created', changed],
        ['aws_sns_topic.news', 'created', changed],
        ['aws_s3_bucket.logs', 'destroyed', gone],
        ['aws_s3_bucket_versioning.logs', 'destroyed', gone],
        ['aws_sns_topic.news', 'destroyed', gone],
      ].sort(),
    );
  });
});
