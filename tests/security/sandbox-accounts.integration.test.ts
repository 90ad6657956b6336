/** Two organisations on one emulator: each with the keys that the product gave it, against the real moto. */
import { randomUUID } from 'node:crypto';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import { listConnections } from '../../db/projects.ts';

const endpoint = process.env.SANDBOX_AWS_ENDPOINT;

describe.skipIf(!stackIsUp() || !endpoint)('the sandbox accounts of two organisations', () => {
  let world: ApiWorld;
  let adas: Account;
  let eves: Account;
  const name = `mine-${randomUUID().slice(0, 8)}`;

  type Account = Awaited<ReturnType<typeof accountOf>>;

  /** As the worker reads it. */
  async function accountOf(caller: Caller, purpose: 'read' | 'write') {
    const orgId = caller.signedIn.organisation.id;
    const [connection] = await inOrg(world.deps.db, { orgId }, listConnections);
    const secret = await world.deps.secrets.read(connection?.secretRef ?? '');
    const credentials = {
      accessKeyId: secret[`${purpose}_access_key_id`] ?? '',
      secretAccessKey: secret[`${purpose}_secret_access_key`] ?? '',
    };
    const at = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
    return {
      id: connection?.accountId,
      s3: new S3Client({ ...at, forcePathStyle: true }),
      sqs: new SQSClient(at),
      iam: new IAMClient(at),
      sts: new STSClient(at),
    };
  }

  beforeAll(async () => {
    world = await makeApiWorld();
    const [ada, eve] = [await world.newOrg(), await world.newOrg()];
    [adas, eves] = [await accountOf(ada, 'write'), await accountOf(eve, 'write')];
    await adas.s3.send(new CreateBucketCommand({ Bucket: name }));
    await adas.s3.send(new PutObjectCommand({ Bucket: name, Key: 'plan', Body: 'of Ada' }));
    await adas.sqs.send(new CreateQueueCommand({ QueueName: name }));
    await adas.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: '{}' }));
    const reader = await accountOf(ada, 'read');
    expect((await reader.sqs.send(new ListQueuesCommand({}))).QueueUrls, 'both keys of one account').toHaveLength(1);
  });
  afterAll(() => world?.close());

  it('are two, and say so', async () => {
    const saysOf = async ({ sts }: Account) => (await sts.send(new GetCallerIdentityCommand({}))).Account;
    expect([await saysOf(adas), await saysOf(eves)]).toEqual([adas.id, eves.id]);
    expect(adas.id).not.toBe(eves.id);
  });

  it('show nothing of each other, and let nobody at what is in the other', async () => {
    expect((await eves.s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect((await eves.sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    const asked = [
      eves.s3.send(new GetObjectCommand({ Bucket: name, Key: 'plan' })),
      eves.s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'plan' })),
      eves.s3.send(new DeleteBucketCommand({ Bucket: name })),
      eves.sqs.send(new GetQueueUrlCommand({ QueueName: name })),
      eves.iam.send(new GetRoleCommand({ RoleName: name })),
    ];
    const answers = await Promise.allSettled(asked);
    expect(answers.map((one) => (one.status === 'rejected' ? one.reason.name : 'answered'))).toEqual([
      'AccessDenied',
      'AccessDenied',
      'AccessDenied',
      expect.stringMatching(/QueueDoesNotExist/),
      expect.stringMatching(/NoSuchEntity/),
    ]);
    const there = await adas.s3.send(new GetObjectCommand({ Bucket: name, Key: 'plan' }));
    expect(await there.Body?.transformToString()).toBe('of Ada');
  });
});
