/** Clients of the AWS SDK for one account, made on first use per service and region. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { CloudCredentials } from '../credentials.ts';

export type AwsClients = ReturnType<typeof makeAwsClients>;

/** `maxAttempts` of each call: short throttles are sat out here, long ones go to the caller with their Retry-After. */
export type AwsClientOptions = { maxAttempts?: number };

/**
 * With an endpoint (an emulated account) buckets are addressed by path, as its host name has none of AWS's subdomains.
 * Queues are asked at the region's endpoint and not at the host in their URL, which an emulator makes up.
 */
export function makeAwsClients(credentials: CloudCredentials, { maxAttempts = 3 }: AwsClientOptions = {}) {
  const made = new Map<string, { destroy(): void }>();
  const { accessKeyId, secretAccessKey, sessionToken, endpoint } = credentials;
  const common = {
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    endpoint,
    maxAttempts,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };

  const perRegion =
    <Client extends { destroy(): void }>(
      service: string,
      make: (config: typeof common & { region: string }) => Client,
    ) =>
    (region = credentials.region): Client => {
      const name = `${service}/${region}`;
      const client = (made.get(name) as Client | undefined) ?? make({ ...common, region });
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
    destroy() {
      for (const client of made.values()) client.destroy();
      made.clear();
    },
  };
}
