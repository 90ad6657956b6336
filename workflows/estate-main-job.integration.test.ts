/**
 * The main job, and what the estate knows of it: asked for in a conversation, made by a run, listed by the sync that
 * follows, explained with its whole why, destroyed by a run with its history kept. Nothing in it is a stub but the model.
 */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { connectionCoverage } from '../db/coverage.ts';
import { resourceChanges, resources } from '../db/schema/index.ts';
import { findByWords, whyOfCloudId, whyOfResource } from '../db/why.ts';
import { ScriptedModel } from '../tests/support/models/scripted.ts';
import { bucketProject } from '../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';

describe.skipIf(!stackIsUp)('a bucket that was asked for in a conversation', { timeout: 300_000 }, () => {
  const bucket = `main-job-${randomUUID().slice(0, 8)}`;
  const cloudId = `arn:aws:s3:::${bucket}`;
  const files = bucketProject(bucket);
  let world: World;

  beforeAll(async () => {
    quietRuntime();
    const call = { name: 'propose_change', args: { reason: 'Keep the access logs.', files } };
    const model = new ScriptedModel([{ text: 'Proposing.', calls: [call] }, 'It is there.', 'Nothing else to say.']);
    world = await makeWorld({ model: () => model, sync: true });
  });
  afterAll(() => world?.close());

  const read = <Result>(work: Parameters<typeof inOrg<Result>>[2]) => inOrg(world.deps.db, world, work);
  const listed = () =>
    read(async (tx) => {
      const found = await tx
        .select()
        .from(resources)
        .where(and(eq(resources.connectionId, world.connectionId), eq(resources.cloudId, cloudId)));
      return found[0] ?? null;
    });
  const patience = { timeout: 120_000, interval: 500 };

  it('is in the inventory with its whole why, and stays explained when a run has destroyed it', async () => {
    const words = 'Please make a bucket for our access logs';
    const sessionId = await world.newSession();
    const messageId = await world.say(sessionId, words);
    const proposed = await world.until(`session:${sessionId}`, (event) => event.type === 'run.proposed');
    const { runId } = proposed.payload as { runId: string };
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve', { planSha256: 'a'.repeat(64), by: world.otherUserId });
    await world.until(`run:${runId}`, (event) => event.type === 'approval.recorded');
    await world.decide(runId, 'approve', { by: world.otherUserId });
    await world.runIs(runId, 'applied');

    await expect.poll(listed, patience).toMatchObject({ nativeType: 'AWS::S3::Bucket', name: bucket, deletedAt: null });
    await expect.poll(() => read((tx) => findByWords(tx, bucket)), patience).toEqual([cloudId]);
    const id = (await listed())?.id ?? '';
    const why = await read((tx) => whyOfResource(tx, id));
    expect(why).toMatchObject({
      cloudId,
      resource: { id, name: bucket, deletedAt: null },
      heldBy: [{ project: { id: world.projectId, name: 'Main' }, address: 'aws_s3_bucket.logs', companion: false }],
      steps: [{ kind: 'created', address: 'aws_s3_bucket.logs', runId }],
      runs: [
        {
          id: runId,
          state: 'applied',
          requestedBy: { name: 'Ada' },
          approvals: [
            {
              by: { name: 'Grace' },
              decision: 'approve',
              counted: false,
              refusal: expect.stringContaining('another plan'),
            },
            { by: { name: 'Grace' }, decision: 'approve', counted: true },
          ],
          revision: { number: 1, reason: 'Keep the access logs.', byAgent: true, author: { name: 'Ada' } },
          message: { messageId, text: words, by: { name: 'Ada' }, sessionId },
        },
      ],
    });

    const covered = await read((tx) => connectionCoverage(tx, world.connectionId));
    expect(covered.codified).toBe(1);
    // The sandbox has a default VPC with its subnets and group: no gap in the coverage.
    expect(covered.byItself).toBeGreaterThan(3);

    const end = await world.startRun(files, 'destroy');
    await world.runIs(end, 'awaiting_approval');
    await world.decide(end, 'approve', { by: world.otherUserId });
    await world.runIs(end, 'applied');
    await expect.poll(async () => (await listed())?.deletedAt ?? null, patience).not.toBeNull();
    const after = await read((tx) => whyOfCloudId(tx, cloudId));
    expect(after.heldBy).toEqual([]);
    expect(after.steps.map(({ kind, runId: by }) => [kind, by])).toEqual([
      ['created', runId],
      ['destroyed', end],
    ]);
    expect(after.runs.map(({ message }) => message?.text ?? null)).toEqual([words, null]);
    const changes = await read((tx) =>
      tx
        .select({ kind: resourceChanges.kind })
        .from(resourceChanges)
        .where(eq(resourceChanges.resourceId, id))
        .orderBy(resourceChanges.id),
    );
    expect(changes.at(-1)?.kind).toBe('deleted');
  });

  it('has no why of ours when it was made elsewhere, but what its tags say', async () => {
    const foreign = randomUUID();
    await read(async (tx) => {
      const { orgId, connectionId } = world;
      await tx.insert(resources).values({
        id: foreign,
        orgId,
        connectionId,
        provider: 'aws',
        cloudId: `arn:aws:sqs:us-east-1:123456789012:${foreign}`,
        account: '123456789012',
        region: 'us-east-1',
        scopeKind: 'test',
        service: 'sqs',
        nativeType: 'AWS::SQS::Queue',
        category: 'messaging',
        name: foreign,
        tags: { CreatedBy: 'bob', 'aws:cloudformation:stack-name': 'legacy', team: 'core' },
        attributes: {},
        hash: 'x',
      });
    });
    const why = await read((tx) => whyOfResource(tx, foreign));
    expect([why.heldBy, why.steps, why.runs]).toEqual([[], [], []]);
    expect(why.saidByProvider.map(({ tag }) => tag).sort()).toEqual(['CreatedBy', 'aws:cloudformation:stack-name']);
  });
});
