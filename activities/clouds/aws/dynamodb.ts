/** DynamoDB tables: their make-up, never their items. */
import {
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  type TableDescription,
  type Tag,
} from '@aws-sdk/client-dynamodb';
import { mapWithLimit } from '../concurrency.ts';
import type { CloudResource, Json } from '../provider.ts';
import {
  type AwsLister,
  type AwsPageRequest,
  awsResource,
  defined,
  detailConcurrency,
  isoTime,
  tagsByKey,
  within,
} from './lister.ts';
import { readPart, withGaps } from './parts.ts';

/** One listing request, and two small ones per table. */
export const tables: AwsLister = {
  kind: 'dynamodb_table',
  title: 'DynamoDB tables',
  async page(request) {
    const { clients, region, cursor, size, signal } = request;
    const command = new ListTablesCommand({ Limit: within(size, 1, 100), ExclusiveStartTableName: cursor });
    const answer = await clients.dynamodb(region).send(command, { abortSignal: signal });
    const resources = await mapWithLimit(answer.TableNames ?? [], detailConcurrency, (name) => describe(request, name));
    return { resources, cursor: answer.LastEvaluatedTableName || undefined };
  },
  find: async (request, name) => {
    const found = await describe(request, name);
    return Object.values(found.gaps ?? {}).includes('gone') ? undefined : found;
  },
};

async function describe(request: AwsPageRequest, TableName: string): Promise<CloudResource> {
  const dynamodb = request.clients.dynamodb(request.region);
  const options = { abortSignal: request.signal };
  const arn = `arn:${request.partition}:dynamodb:${request.region}:${request.account}:table/${TableName}`;
  const gaps = {};
  const [answer, tags] = await Promise.all([
    readPart(gaps, 'attributes', () => dynamodb.send(new DescribeTableCommand({ TableName }), options)),
    readPart(gaps, 'tags', () => readTags(dynamodb, arn, request.signal)),
  ]);
  const table = answer?.Table;
  return awsResource(request, {
    kind: 'dynamodb_table',
    id: table?.TableArn ?? arn,
    nativeType: 'AWS::DynamoDB::Table',
    name: TableName,
    tags: tagsByKey(tags ?? []),
    createdAt: isoTime(table?.CreationDateTime),
    attributes: table ? attributesOf(table) : {},
    ...withGaps(gaps),
  });
}

/** Tags come in pages of a size that AWS does not tell. */
async function readTags(client: DynamoDBClient, ResourceArn: string, signal: AbortSignal | undefined): Promise<Tag[]> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }), {
      abortSignal: signal,
    });
    tags.push(...(answer.Tags ?? []));
    NextToken = answer.NextToken || undefined;
  } while (NextToken);
  return tags;
}

const attributesOf = (table: TableDescription): Record<string, Json> =>
  defined({
    status: table.TableStatus,
    key: table.KeySchema?.flatMap(({ AttributeName, KeyType }) =>
      AttributeName ? [{ attribute: AttributeName, type: KeyType ?? 'HASH' }] : [],
    ),
    // A table that never changed its mode says nothing: it is provisioned.
    billingMode: table.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    items: table.ItemCount,
    sizeBytes: table.TableSizeBytes,
    indexes: table.GlobalSecondaryIndexes?.flatMap(({ IndexName }) => IndexName ?? []),
    stream: table.StreamSpecification?.StreamViewType,
    encryption: table.SSEDescription?.SSEType ?? 'AWS owned key',
    kmsKey: table.SSEDescription?.KMSMasterKeyArn,
    tableClass: table.TableClassSummary?.TableClass,
    globalReplicas: table.Replicas?.flatMap(({ RegionName }) => RegionName ?? []),
    deletionProtection: table.DeletionProtectionEnabled,
  });
