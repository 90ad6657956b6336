/** Brings things that were made by hand under code, on the sandbox account, with real Terraform. */
import { randomUUID } from 'node:crypto';
import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { askForImport, findImport } from '../db/resource-imports.ts';
import { insertRevision, latestRevision } from '../db/revisions.ts';
import { resources, stateResources } from '../db/schema/index.ts';
import { whyOfResource } from '../db/why.ts';
import { startImport } from '../platform/nudges.ts';
import { digestFiles, fileFacts, getRevision, putRevision, revisionKey } from '../platform/revision-files.ts';
import { roleProject } from '../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import { workflowIds } from './messages.ts';

const options = {
  region: 'us-east-1',
  endpoint: process.env.SANDBOX_AWS_ENDPOINT,
  credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  forcePathStyle: true,
};
const account = '123456789012';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});

/** A project of the offline model adds tags to everything: an import must not. */
const tagging = {
  ...roleProject(),
  'versions.tf': roleProject()['versions.tf']?.replace(
    'region = "us-east-1"',
    'region = "us-east-1"\n  default_tags {\n    tags = { ManagedBy = "aurora" }\n  }',
  ),
} as Record<string, string>;

describe.skipIf(!stackIsUp)('an import', { timeout: 300_000 }, () => {
  let world: World;
  const name = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
  });
  afterAll(() => world?.close());

  async function listed(nativeType: string, cloudId: string, own: string): Promise<string> {
    const { orgId, connectionId } = world;
    const rows = await inOrg(world.deps.db, world, (tx) =>
      tx
        .insert(resources)
        .values({
          orgId,
          connectionId,
          provider: 'aws',
          cloudId,
          account,
          region: nativeType.startsWith('AWS::IAM') ? 'global' : 'us-east-1',
          scopeKind: 'test',
          service: 'test',
          nativeType,
          category: 'other',
          name: own,
          tags: {},
          attributes: {},
          hash: 'x',
        })
        .returning({ id: resources.id }),
    );
    return rows[0]?.id ?? '';
  }

  async function bring(resourceId: string) {
    const { orgId, projectId, userId } = world;
    const ask = { orgId, projectId, resourceId, requestedBy: userId };
    const wish = await inOrg(world.deps.db, { orgId }, (tx) => askForImport(tx, ask));
    await startImport(world.deps.temporal, { orgId, importId: wish.id });
    await world.deps.temporal.client.workflow.getHandle(workflowIds.importResource(wish.id)).result();
    return inOrg(world.deps.db, { orgId }, (tx) => findImport(tx, wish.id));
  }

  async function saved(files: Record<string, string>): Promise<void> {
    const { orgId, projectId, userId } = world;
    const id = randomUUID();
    const storageKey = revisionKey(orgId, projectId, id);
    await putRevision(world.deps.storage, storageKey, files);
    const facts = { filesSha256: digestFiles(files), files: fileFacts(files), reason: 'a test', authorId: userId };
    await inOrg(world.deps.db, { orgId }, (tx) =>
      insertRevision(tx, { id, orgId, projectId, baseNumber: undefined, storageKey, ...facts }),
    );
  }

  const make: Record<string, () => Promise<{ cloudId: string; name: string }>> = {
    'AWS::S3::Bucket': async () => {
      const s3 = new S3Client(options);
      const Bucket = name('by-hand');
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'team', Value: 'core' }] } }));
      s3.destroy();
      return { cloudId: `arn:aws:s3:::${Bucket}`, name: Bucket };
    },
    'AWS::IAM::Role': async () => {
      const iam = new IAMClient(options);
      const RoleName = name('by-hand');
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
      iam.destroy();
      return { cloudId: `arn:aws:iam::${account}:role/${RoleName}`, name: RoleName };
    },
    'AWS::SQS::Queue': async () => {
      const sqs = new SQSClient(options);
      const QueueName = name('by-hand');
      await sqs.send(new CreateQueueCommand({ QueueName }));
      sqs.destroy();
      return { cloudId: `arn:aws:sqs:us-east-1:${account}:${QueueName}`, name: QueueName };
    },
    'AWS::EC2::VPC': async () => {
      const ec2 = new EC2Client(options);
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }));
      ec2.destroy();
      return { cloudId: `arn:aws:ec2:us-east-1:${account}:vpc/${Vpc?.VpcId}`, name: '123 "strange" name' };
    },
  };

  it('needs files to add to', async () => {
    const { cloudId, name: own } = (await make['AWS::IAM::Role']?.()) ?? { cloudId: '', name: '' };
    const wish = await bring(await listed('AWS::IAM::Role', cloudId, own));
    expect(wish).toMatchObject({ state: 'failed', reason: expect.stringContaining('no files yet') });
    await saved(tagging);
  });

  it.each(Object.keys(make))(
    'of %s shows an import and no change, and its thing is codified after it',
    async (nativeType) => {
      const { cloudId, name: own } = (await make[nativeType]?.()) ?? { cloudId: '', name: '' };
      const resourceId = await listed(nativeType, cloudId, own);
      const wish = await bring(resourceId);
      expect(wish.reason).toBeNull();
      expect(wish.state).toBe('proposed');
      const runId = wish.runId ?? '';
      const waiting = await world.runIs(runId, 'awaiting_approval');
      expect(waiting.summary?.counts).toMatchObject({ import: 1, create: 0, update: 0, replace: 0, destroy: 0 });

      const revision = await inOrg(world.deps.db, world, (tx) => latestRevision(tx, world.projectId));
      const files = await getRevision(world.deps.storage, revision?.storageKey ?? '', revision?.filesSha256 ?? '');
      const [, text = ''] =
        Object.entries(files).find(([, one]) => new RegExp(`to\\s+= ${wish.address}\n`).test(one)) ?? [];
      expect(text).not.toMatch(/= null|tags_all|__generated__/);
      expect(revision?.reason).toContain(wish.address);

      const again = inOrg(world.deps.db, world, (tx) => {
        const { orgId, projectId, userId } = world;
        return askForImport(tx, { orgId, projectId, resourceId, requestedBy: userId });
      });
      await expect(again).rejects.toMatchObject({ code: 'conflict' });

      await world.decide(runId, 'approve', { by: world.otherUserId });
      await world.runIs(runId, 'applied');
      const held = () =>
        inOrg(world.deps.db, world, (tx) =>
          tx.select().from(stateResources).where(eq(stateResources.cloudId, cloudId)),
        );
      await expect.poll(held).toMatchObject([{ address: wish.address, createdByRunId: runId }]);
      const why = await inOrg(world.deps.db, world, (tx) => whyOfResource(tx, resourceId));
      expect(why.steps.map(({ kind }) => kind)).toEqual(['imported']);
      const told = (await world.events(`org:${world.orgId}`)).filter(({ type }) => type === 'import.progress');
      expect(told.length).toBeGreaterThan(3);
    },
  );

  it('fails in words when the thing is not there any more', async () => {
    const wish = await bring(await listed('AWS::S3::Bucket', 'arn:aws:s3:::never-was-here', 'never-was-here'));
    expect(wish).toMatchObject({ state: 'failed', runId: null });
    expect(wish.reason).toMatch(/non-existent|does not exist|cannot import/i);
  });
});
