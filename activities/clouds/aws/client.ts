/** Clients of the AWS SDK for one account, made on first use per service and region. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { ResourceExplorer2Client } from '@aws-sdk/client-resource-explorer-2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { CloudCredentials } from '../credentials.ts';
import { type AwsPace, paced } from './pace.ts';

export type AwsClients = ReturnType<typeof makeAwsClients>;

/**
 * `maxAttempts` of each call: short throttles are sat out here, long ones go to the caller with their Retry-After.
 * With a pace, each attempt of each call asks it for leave first.
 */
export type AwsClientOptions = { maxAttempts?: number; pace?: AwsPace };

type AnyClient = { destroy(): void; middlewareStack: { use(plugin: ReturnType<typeof paced>): void } };

/**
 * With an endpoint (an emulated account) buckets are addressed by path, as its host name has none of AWS's subdomains.
 * Queues are asked at the region's endpoint and not at the host in their URL, which an emulator makes up.
 */
export function makeAwsClients(credentials: CloudCredentials, { maxAttempts = 3, pace }: AwsClientOptions = {}) {
  const made = new Map<string, AnyClient>();
  const { accessKeyId, secretAccessKey, sessionToken, endpoint, renew } = credentials;
  const common = {
    // The SDK calls a function again before the session that it gave ends.
    credentials: renew ?? { accessKeyId, secretAccessKey, sessionToken },
    endpoint,
    maxAttempts,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };

  const perRegion =
    <Client extends AnyClient>(service: string, make: (config: typeof common & { region: string }) => Client) =>
    (region = credentials.region): Client => {
      const name = `${service}/${region}`;
      const known = made.get(name) as Client | undefined;
      if (known) return known;
      const client = make({ ...common, region });
      if (pace) client.middlewareStack.use(paced(pace, name));
      made.set(name, client);
      return client;
    };

  return {
    region: credentials.region,
    sts: perRegion('sts', (config) => new STSClient(config)),
    s3: perRegion('s3', (config) => new S3Client({ ...config, forcePathStyle: endpoint !== undefined })),
    ec2: perRegion('ec2', (config) => new EC2Client(config)),
    sqs: perRegion('sqs', (config) => new SQSClient({ ...config, useQueueUrlAsEndpoint: false })),
    dynamodb: perRegion('dynamodb', (config) => new DynamoDBClient(config)),
    rds: perRegion('rds', (config) => new RDSClient(config)),
    iam: perRegion('iam', (config) => new IAMClient(config)),
    lambda: perRegion('lambda', (config) => new LambdaClient(config)),
    autoScaling: perRegion('autoscaling', (config) => new AutoScalingClient(config)),
    cloudFront: perRegion('cloudfront', (config) => new CloudFrontClient(config)),
    cloudWatch: perRegion('cloudwatch', (config) => new CloudWatchClient(config)),
    ecr: perRegion('ecr', (config) => new ECRClient(config)),
    ecs: perRegion('ecs', (config) => new ECSClient(config)),
    eks: perRegion('eks', (config) => new EKSClient(config)),
    elastiCache: perRegion('elasticache', (config) => new ElastiCacheClient(config)),
    elb: perRegion('elasticloadbalancing', (config) => new ElasticLoadBalancingV2Client(config)),
    explorer: perRegion('resource-explorer-2', (config) => new ResourceExplorer2Client(config)),
    kms: perRegion('kms', (config) => new KMSClient(config)),
    route53: perRegion('route53', (config) => new Route53Client(config)),
    secrets: perRegion('secretsmanager', (config) => new SecretsManagerClient(config)),
    sns: perRegion('sns', (config) => new SNSClient(config)),
    tagging: perRegion('tagging', (config) => new ResourceGroupsTaggingAPIClient(config)),
    destroy() {
      for (const client of made.values()) client.destroy();
      made.clear();
    },
  };
}
