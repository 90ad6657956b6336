/** Against the sandbox account (moto), as `.aurora/env` names it, in an account number of this test's own. */
import { randomInt } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateDBInstanceCommand, DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudCredentials } from '../credentials.ts';
import type { CloudReader, CloudResource } from '../provider.ts';
import { type AwsClients, makeAwsClients } from './client.ts';
import { makeAwsReader } from './reader.ts';

const endpoint = process.env.SANDBOX_AWS_ENDPOINT ?? '';
if (!endpoint) console.warn('SKIPPED: no sandbox account in the environment (SANDBOX_AWS_ENDPOINT)');

const canary = 'canary-7f3a1c';
const region = 'eu-north-1';
const tags = [{ Key: 'team', Value: 'blue' }];
/** Moto keeps accounts apart and opens one when a role in it is assumed. */
const account = String(randomInt(200_000_000_000, 999_999_999_999));
const name = `aurora-test-${account}`;

async function enterAccount(): Promise<CloudCredentials> {
  const outside = makeAwsClients({ accessKeyId: 'test', secretAccessKey: 'test', region, endpoint });
  const RoleArn = `arn:aws:iam::${account}:role/reader`;
  const { Credentials } = await outside.sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  outside.destroy();
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
    region,
    endpoint,
  };
}

describe.skipIf(!endpoint)('a real listing of an account', () => {
  let clients: AwsClients;
  let reader: CloudReader;
  // All of it: the sandbox replays what it recorded, and after a restart knows this account by its default number.
  const cleanUp: (() => Promise<unknown>)[] = [];
  const seen: CloudResource[] = [];

  const list = async (kind: Parameters<CloudReader['list']>[0], options = {}) => {
    const found = await reader.list(kind, { limit: 50, ...options });
    seen.push(...found.resources);
    return found.resources;
  };

  beforeAll(async () => {
    const credentials = await enterAccount();
    clients = makeAwsClients(credentials);
    reader = makeAwsReader(credentials);
  });

  afterAll(async () => {
    const left: unknown[] = [];
    for (const step of cleanUp.reverse()) await step().catch((error) => left.push(error));
    clients.destroy();
    reader.close();
    expect(left).toEqual([]);
  });

  it('knows whose keys it has', async () => {
    expect(await reader.identity()).toMatchObject({ account });
  });

  it('shows buckets of every region with what makes them safe', async () => {
    const s3 = clients.s3();
    const west = clients.s3('us-west-2');
    for (const [client, Bucket, LocationConstraint] of [
      [s3, name, region],
      [west, `${name}-bare`, 'us-west-2'],
    ] as const) {
      await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
      cleanUp.push(() => client.send(new DeleteBucketCommand({ Bucket })));
    }
    const everything = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }));
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration: everything }));
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/logs' } as const;
    const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] };
    await s3.send(new PutBucketEncryptionCommand({ Bucket: name, ServerSideEncryptionConfiguration: encryption }));
    await s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: tags } }));

    const [safe, bare] = (await list('s3_bucket')).sort((a, b) => a.name.localeCompare(b.name));
    expect(safe).toMatchObject({
      id: `arn:aws:s3:::${name}`,
      account,
      region,
      tags: { team: 'blue' },
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      attributes: {
        versioning: 'Enabled',
        publicAccessBlock: { blockPublicAcls: true, restrictPublicBuckets: true },
        encryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/logs' },
      },
    });
    expect(bare).toMatchObject({ region: 'us-west-2', tags: {}, attributes: { versioning: 'Off' } });
    expect(bare?.attributes.publicAccessBlock).toBeNull();
    expect(safe?.gaps).toBeUndefined();
    expect(await list('s3_bucket', { region: 'us-west-2' })).toMatchObject([{ name: `${name}-bare` }]);
  });

  it('shows a network, its subnet, its group and the instance in it', async () => {
    const ec2 = clients.ec2();
    const tagged = (ResourceType: 'vpc' | 'subnet' | 'instance') => [
      { ResourceType, Tags: [{ Key: 'Name', Value: `${ResourceType}-a` }] },
    ];
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', TagSpecifications: tagged('vpc') }),
    );
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.9.1.0/24', TagSpecifications: tagged('subnet') }),
    );
    const group = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web servers', VpcId: Vpc?.VpcId }),
    );
    const open = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group.GroupId, IpPermissions: [open] }));
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
        MinCount: 2,
        MaxCount: 2,
        SubnetId: Subnet?.SubnetId,
        UserData: Buffer.from(canary).toString('base64'),
        TagSpecifications: tagged('instance'),
      }),
    );
    const [kept, ended] = Instances ?? [];
    cleanUp.push(
      () => ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId })),
      () => ec2.send(new DeleteSubnetCommand({ SubnetId: Subnet?.SubnetId })),
      () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: group.GroupId })),
      () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [kept?.InstanceId ?? ''] })),
    );
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended?.InstanceId ?? ''] }));

    const vpcs = await list('vpc');
    expect(vpcs).toContainEqual(
      expect.objectContaining({
        name: 'vpc-a',
        id: `arn:aws:ec2:${region}:${account}:vpc/${Vpc?.VpcId}`,
        attributes: expect.objectContaining({ cidrBlock: '10.9.0.0/16', isDefault: false }),
      }),
    );
    expect((await list('subnet')).find(({ name }) => name === 'subnet-a')).toMatchObject({
      attributes: { vpcId: Vpc?.VpcId, cidrBlock: '10.9.1.0/24' },
    });
    expect((await list('security_group')).find(({ name }) => name === 'web')).toMatchObject({
      attributes: {
        description: 'web servers',
        ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, peers: ['0.0.0.0/0'] }],
      },
    });
    expect(await list('ec2_instance')).toMatchObject([
      {
        name: 'instance-a',
        id: `arn:aws:ec2:${region}:${account}:instance/${kept?.InstanceId}`,
        attributes: { state: 'running', instanceType: 't3.micro', subnetId: Subnet?.SubnetId, vpcId: Vpc?.VpcId },
      },
    ]);
  });

  it('shows queues, tables, databases, roles and functions', async () => {
    const queue = await clients
      .sqs()
      .send(
        new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '45' }, tags: { team: 'blue' } }),
      );
    cleanUp.push(
      () => clients.sqs().send(new DeleteQueueCommand({ QueueUrl: queue.QueueUrl })),
      () => clients.dynamodb().send(new DeleteTableCommand({ TableName: name })),
      () => clients.rds().send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: name, SkipFinalSnapshot: true })),
      () => clients.iam().send(new DeleteRoleCommand({ RoleName: name })),
      () => clients.lambda().send(new DeleteFunctionCommand({ FunctionName: name })),
    );
    await clients.dynamodb().send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: tags,
      }),
    );
    await clients.rds().send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        Engine: 'postgres',
        DBInstanceClass: 'db.t3.micro',
        AllocatedStorage: 20,
        MasterUsername: `user${canary}`.replaceAll('-', ''),
        MasterUserPassword: canary,
        Tags: tags,
      }),
    );
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const { Role } = await clients
      .iam()
      .send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust), Tags: tags }));
    await clients.lambda().send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: Role?.Arn,
        Code: { ZipFile: emptyZip },
        Environment: { Variables: { [`NAME_${canary.replaceAll('-', '_')}`]: canary } },
        Tags: { team: 'blue' },
      }),
    );

    const common = { name, account, region, tags: { team: 'blue' } };
    expect(await list('sqs_queue')).toMatchObject([
      { ...common, id: `arn:aws:sqs:${region}:${account}:${name}`, attributes: { visibilityTimeoutSeconds: 45 } },
    ]);
    expect(await list('dynamodb_table')).toMatchObject([
      { ...common, attributes: { status: 'ACTIVE', billingMode: 'PAY_PER_REQUEST', key: [{ attribute: 'pk' }] } },
    ]);
    expect(await list('rds_instance')).toMatchObject([
      { ...common, attributes: { engine: 'postgres', storageGb: 20 } },
    ]);
    expect(await list('iam_role')).toMatchObject([
      { ...common, region: 'global', attributes: { trustedBy: ['lambda.amazonaws.com'] } },
    ]);
    expect(await list('lambda_function')).toMatchObject([{ ...common, attributes: { runtime: 'nodejs22.x' } }]);
    expect(await list('iam_role', { region })).toEqual([]);
  });

  it('walks pages to the same set that one page shows', async () => {
    const sqs = clients.sqs('eu-west-3');
    for (let n = 0; n < 7; n++) {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${n}` }));
      cleanUp.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    }
    const whole = await list('sqs_queue', { region: 'eu-west-3' });
    const walked: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.page({ kind: 'sqs_queue', region: 'eu-west-3' }, { cursor, size: 3 });
      walked.push(...page.resources.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor);
    expect(walked.sort()).toEqual(whole.map(({ id }) => id).sort());
    expect(walked).toHaveLength(7);
    expect(await reader.list('sqs_queue', { region: 'eu-west-3', limit: 4 })).toMatchObject({ truncated: true });
  });

  it('has shown no secret in any of this', () => {
    expect(seen.length).toBeGreaterThan(15);
    const shown = JSON.stringify(seen);
    for (const secret of [canary, canary.replaceAll('-', ''), canary.replaceAll('-', '_')]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).not.toContain(Buffer.from(canary).toString('base64'));
  });
});

/** The smallest zip there is: only an end-of-central-directory record. */
const emptyZip = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
