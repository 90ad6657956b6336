/** One of each kind in an empty account, joined as they are in life. Returns the ids that AWS made up. */
import { CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { CreateDistributionCommand } from '@aws-sdk/client-cloudfront';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateClusterCommand as CreateEksCommand, CreateNodegroupCommand } from '@aws-sdk/client-eks';
import {
  CreateCacheClusterCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
} from '@aws-sdk/client-elasticache';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateEventSourceMappingCommand, CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateDBClusterCommand, CreateDBInstanceCommand, CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import { CreateBucketCommand, PutBucketEncryptionCommand, PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../../../clouds/aws/client.ts';
import { makeBalancer, makeInstances, makeNetwork } from './network.ts';

/** Stands in every place that must never be read. */
export const canary = 'canary7f3a1c';
export const team = [{ Key: 'team', Value: 'blue' }];
const json = JSON.stringify;

/** The smallest zip there is: only an end-of-central-directory record. */
const emptyZip = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

export type Estate = Awaited<ReturnType<typeof makeEstate>>;

export async function makeEstate(clients: AwsClients) {
  const identity = await makeIdentity(clients);
  const network = await makeNetwork(clients);
  const instances = await makeInstances(clients, { ...network, profile: identity.profile, userData: canary });
  const balancer = await makeBalancer(clients, { ...network, instance: instances.instance });
  const messages = await makeMessages(clients, identity);
  const databases = await makeDatabases(clients, { ...network, ...identity });
  const containers = await makeContainers(clients, { ...network, ...identity, ...balancer });
  await makeScaling(clients, { ...network, ...instances, ...balancer });
  const edge = await makeEdge(clients, balancer.host);
  return { ...identity, ...network, ...instances, ...balancer, ...messages, ...databases, ...containers, ...edge };
}

async function makeIdentity({ iam, kms, secrets }: AwsClients) {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = json({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await iam().send(
    new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument, Tags: team }),
  );
  const rights = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] };
  const { Policy } = await iam().send(
    new CreatePolicyCommand({ PolicyName: 'read', PolicyDocument: json(rights), Tags: team }),
  );
  await iam().send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn: Policy?.Arn }));
  const made = await iam().send(new CreateInstanceProfileCommand({ InstanceProfileName: 'worker', Tags: team }));
  await iam().send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'worker', RoleName: 'worker' }));
  const tags = [{ TagKey: 'team', TagValue: 'blue' }];
  const { KeyMetadata } = await kms().send(new CreateKeyCommand({ Description: 'orders', Tags: tags }));
  await kms().send(new CreateAliasCommand({ AliasName: 'alias/orders', TargetKeyId: KeyMetadata?.KeyId }));
  await secrets().send(
    new CreateSecretCommand({ Name: 'db', SecretString: canary, KmsKeyId: KeyMetadata?.Arn, Tags: team }),
  );
  return {
    role: Role?.Arn ?? '',
    policy: Policy?.Arn ?? '',
    profile: made.InstanceProfile?.Arn ?? '',
    key: KeyMetadata?.Arn ?? '',
  };
}

async function makeMessages(clients: AwsClients, { role, key }: { role: string; key: string }) {
  const { sqs, sns, lambda, cloudWatch } = clients;
  const arnOf = (name: string) => `arn:aws:sqs:${clients.region}:123456789012:${name}`;
  await sqs().send(new CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = json({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 });
  await sqs().send(
    new CreateQueueCommand({
      QueueName: 'orders',
      Attributes: { RedrivePolicy, KmsMasterKeyId: 'alias/orders' },
      tags: { team: 'blue' },
    }),
  );
  const { FunctionArn } = await lambda().send(
    new CreateFunctionCommand({
      FunctionName: 'handle',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: emptyZip },
      Environment: { Variables: { [`NAME_${canary}`]: canary } },
      KMSKeyArn: key,
      Tags: { team: 'blue' },
    }),
  );
  await lambda().send(
    new CreateEventSourceMappingCommand({ FunctionName: 'handle', EventSourceArn: arnOf('orders'), BatchSize: 5 }),
  );
  const { TopicArn } = await sns().send(new CreateTopicCommand({ Name: 'news', Tags: team }));
  for (const [Protocol, Endpoint] of [
    ['sqs', arnOf('orders')],
    ['lambda', FunctionArn],
    ['email', `${canary}@example.com`],
  ] as const) {
    await sns().send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
  }
  await cloudWatch().send(
    new PutMetricAlarmCommand({
      AlarmName: 'queue is long',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 60,
      Statistic: 'Maximum',
      Threshold: 10,
      AlarmActions: [TopicArn ?? ''],
      Tags: team,
    }),
  );
  return { topic: TopicArn ?? '', function: FunctionArn ?? '', queue: arnOf('orders'), deadQueue: arnOf('dead') };
}

async function makeDatabases(clients: AwsClients, around: { subnets: string[]; group: string; key: string }) {
  const { rds, dynamodb, elastiCache, s3 } = clients;
  const Bucket = 'aurora-inventory-logs';
  const CreateBucketConfiguration = { LocationConstraint: clients.region as 'eu-north-1' };
  await s3().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: around.key } as const;
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] };
  await s3().send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  await s3().send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: team } }));
  await dynamodb().send(
    new CreateTableCommand({
      TableName: 'carts',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: around.key },
      Tags: team,
    }),
  );
  const group = { DBSubnetGroupName: 'data', DBSubnetGroupDescription: 'data', SubnetIds: around.subnets, Tags: team };
  await rds().send(new CreateDBSubnetGroupCommand(group));
  const login = { MasterUsername: `user${canary}`, MasterUserPassword: canary };
  const placed = { DBSubnetGroupName: 'data', VpcSecurityGroupIds: [around.group], Tags: team };
  await rds().send(
    new CreateDBClusterCommand({ DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql', ...login, ...placed }),
  );
  const size = { DBInstanceClass: 'db.t3.micro', AllocatedStorage: 20 };
  await rds().send(
    new CreateDBInstanceCommand({ DBInstanceIdentifier: 'ledger', Engine: 'postgres', ...size, ...login, ...placed }),
  );
  await elastiCache().send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: 'cache',
      CacheSubnetGroupDescription: 'cache',
      SubnetIds: around.subnets,
      Tags: team,
    }),
  );
  const node = { Engine: 'redis', CacheNodeType: 'cache.t3.micro', Tags: team };
  await elastiCache().send(new CreateCacheClusterCommand({ CacheClusterId: 'sessions', NumCacheNodes: 1, ...node }));
  await elastiCache().send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: 'scores',
      ReplicationGroupDescription: 'scores',
      NumCacheClusters: 2,
      AuthToken: canary.repeat(2),
      ...node,
    }),
  );
  return { bucket: `arn:aws:s3:::${Bucket}` };
}

async function makeContainers(
  { ecs, eks, ecr }: AwsClients,
  around: { subnets: string[]; group: string; role: string; targetGroup: string },
) {
  const tags = [{ key: 'team', value: 'blue' }];
  const { cluster } = await ecs().send(new CreateClusterCommand({ clusterName: 'web', tags }));
  await ecs().send(new CreateClusterCommand({ clusterName: 'idle' }));
  const container = { name: 'web', image: 'web', memory: 128, environment: [{ name: canary, value: canary }] };
  await ecs().send(new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions: [container] }));
  await ecs().send(
    new CreateServiceCommand({
      cluster: 'web',
      serviceName: 'shop',
      taskDefinition: 'web',
      desiredCount: 1,
      loadBalancers: [{ targetGroupArn: around.targetGroup, containerName: 'web', containerPort: 80 }],
      tags,
    }),
  );
  const resourcesVpcConfig = { subnetIds: around.subnets, securityGroupIds: [around.group] };
  const made = await eks().send(
    new CreateEksCommand({ name: 'k8s', roleArn: around.role, resourcesVpcConfig, tags: { team: 'blue' } }),
  );
  const nodes = { clusterName: 'k8s', nodegroupName: 'nodes', subnets: around.subnets, nodeRole: around.role };
  await eks().send(new CreateNodegroupCommand({ ...nodes, tags: { team: 'blue' } }));
  await ecr().send(new CreateRepositoryCommand({ repositoryName: 'shop/web', tags: team }));
  return { ecsCluster: cluster?.clusterArn ?? '', eksCluster: made.cluster?.arn ?? '' };
}

async function makeScaling(
  { autoScaling }: AwsClients,
  { subnets, template, targetGroup }: { subnets: string[]; template: string; targetGroup: string },
) {
  await autoScaling().send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'workers',
      LaunchTemplate: { LaunchTemplateId: template },
      MinSize: 1,
      MaxSize: 2,
      VPCZoneIdentifier: subnets[0],
      TargetGroupARNs: [targetGroup],
      Tags: [{ Key: 'team', Value: 'blue', PropagateAtLaunch: false }],
    }),
  );
}

async function makeEdge({ route53, cloudFront }: AwsClients, host: string) {
  const { Distribution } = await cloudFront().send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: 'once',
        Comment: 'shop',
        Enabled: true,
        Origins: {
          Quantity: 2,
          Items: [
            {
              Id: 'files',
              DomainName: 'aurora-inventory-logs.s3.eu-north-1.amazonaws.com',
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
            {
              Id: 'shop',
              DomainName: host,
              CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
            },
          ],
        },
        DefaultCacheBehavior: {
          TargetOriginId: 'files',
          ViewerProtocolPolicy: 'redirect-to-https',
          ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } },
          MinTTL: 0,
        },
      },
    }),
  );
  const { HostedZone } = await route53().send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'once' }),
  );
  const alias = (Name: string, DNSName: string) => ({
    Name,
    Type: 'A' as const,
    AliasTarget: { HostedZoneId: 'Z23TAZ6LKFMNIO', DNSName, EvaluateTargetHealth: false },
  });
  const text = { Name: 'example.com', Type: 'TXT' as const, TTL: 60, ResourceRecords: [{ Value: `"${canary}"` }] };
  const front = alias('cdn.example.com', Distribution?.DomainName ?? '');
  const Changes = [alias('www.example.com', `dualstack.${host}`), front, text].map((ResourceRecordSet) => ({
    Action: 'CREATE' as const,
    ResourceRecordSet,
  }));
  await route53().send(new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id, ChangeBatch: { Changes } }));
  return {
    distribution: Distribution?.ARN ?? '',
    zone: `arn:aws:route53:::hostedzone/${HostedZone?.Id?.split('/').at(-1)}`,
  };
}
