/**
 * The catch-all: what no listing of its own covers, from AWS's own indexes. Resource Explorer where an aggregator
 * index exists, else the tagging API, which knows only what has or had a tag. Both lag behind and know little more
 * than names, which each resource says of itself.
 *
 * Two kinds of scope, so that the poorer index never tells that what the richer one saw is gone.
 */
import {
  type Resource as IndexedResource,
  ListIndexesCommand,
  ListResourcesCommand,
} from '@aws-sdk/client-resource-explorer-2';
import { GetResourcesCommand, type ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import { z } from 'zod';
import { isDenied } from '../../clouds/aws/failures.ts';
import { tagsByKey, within } from '../../clouds/aws/lister.ts';
import type { InventoryPage, InventoryResource } from '../provider.ts';
import { lastOf, parseArn } from './arn.ts';
import { isNotOffered } from './failures.ts';
import type { AwsAsk } from './kind.ts';
import { awsKinds } from './kinds/index.ts';
import { otherCategory } from './other-categories.ts';

export const otherKinds = {
  explorer: { kind: 'other.resource-explorer', title: 'other resources that Resource Explorer knows' },
  tagging: { kind: 'other.tagged', title: 'other resources that have tags' },
} as const;

const limits = {
  explorer: 'Known by its index only: minutes to hours late, without details.',
  tagging: 'Known by its tags only: without details, and others like it that never had a tag are not listed.',
};

/** They come and go by themselves, or stand in something else already. */
const passing = /^(ecs:task\/|ec2:security-group-rule\/|logs:log-group:.*:log-stream:)/;

/** Whether the catch-all answers for this: no own listing does, and it lies where the scope looks. */
function isOther(arn: string, region: string): boolean {
  const parsed = parseArn(arn);
  if (!parsed || (parsed.region || 'global') !== region) return false;
  const tail = `${parsed.service}:${parsed.resource}`;
  return !passing.test(tail) && !awsKinds.some(({ arns }) => arns.test(tail));
}

/** The region of the aggregator index; null where there is none, or the account may not ask. */
export async function aggregatorRegion({ clients, endpointRegion, signal }: AwsAsk): Promise<string | null> {
  try {
    const command = new ListIndexesCommand({ Type: 'AGGREGATOR' });
    const { Indexes } = await clients.explorer(endpointRegion).send(command, { abortSignal: signal });
    return Indexes?.[0]?.Region ?? null;
  } catch (error) {
    if (isDenied(error) || isNotOffered(error)) return null;
    throw error;
  }
}

/** `filter` in Resource Explorer's words. Asks in the region of the aggregator. */
async function askExplorer(ask: AwsAsk, filter: string) {
  const command = new ListResourcesCommand({
    Filters: { FilterString: filter },
    MaxResults: within(ask.size, 1, 1000),
    NextToken: ask.cursor,
  });
  return ask.clients.explorer(ask.endpointRegion).send(command, { abortSignal: ask.signal });
}

export async function pageOfExplorer(ask: AwsAsk): Promise<InventoryPage> {
  const { Resources = [], NextToken } = await askExplorer(ask, `region:${ask.region}`);
  const resources = Resources.filter(({ Arn = '' }) => isOther(Arn, ask.region)).map((own) => indexed(ask, own));
  return { resources, ...(NextToken ? { cursor: NextToken } : {}) };
}

const ExplorerTags = z.array(z.object({ Key: z.string(), Value: z.string().optional() }));

function indexed(ask: AwsAsk, { Arn = '', ResourceType, Properties }: IndexedResource): InventoryResource {
  // Only views that were made so show tags.
  const tags = ExplorerTags.safeParse(Properties?.find(({ Name }) => Name === 'tags')?.Data);
  return toResource(ask, Arn, tagsByKey(tags.data), 'explorer', ResourceType);
}

export async function pageOfTagging(ask: AwsAsk): Promise<InventoryPage> {
  const command = new GetResourcesCommand({
    ResourcesPerPage: within(ask.size, 1, 100),
    PaginationToken: ask.cursor,
  });
  const { ResourceTagMappingList = [], PaginationToken } = await ask.clients
    .tagging(ask.endpointRegion)
    .send(command, { abortSignal: ask.signal });
  const resources = ResourceTagMappingList.filter(({ ResourceARN = '' }) => isOther(ResourceARN, ask.region)).map(
    (own) => tagged(ask, own),
  );
  return { resources, ...(PaginationToken ? { cursor: PaginationToken } : {}) };
}

const tagged = (ask: AwsAsk, { ResourceARN = '', Tags }: ResourceTagMapping) =>
  toResource(ask, ResourceARN, tagsByKey(Tags), 'tagging');

/** Undefined where the index does not show it, which is no proof that it is gone. */
export async function otherDetail(ask: AwsAsk, arn: string, aggregator: string | null) {
  if (aggregator) {
    const { Resources } = await askExplorer({ ...ask, endpointRegion: aggregator }, `id:${arn}`);
    const found = Resources?.find(({ Arn }) => Arn === arn);
    return found && indexed(ask, found);
  }
  const command = new GetResourcesCommand({ ResourceARNList: [arn] });
  const { ResourceTagMappingList } = await ask.clients
    .tagging(ask.endpointRegion)
    .send(command, { abortSignal: ask.signal });
  const found = ResourceTagMappingList?.find(({ ResourceARN }) => ResourceARN === arn);
  return found && tagged(ask, found);
}

function toResource(
  ask: AwsAsk,
  arn: string,
  tags: Record<string, string>,
  source: keyof typeof limits,
  type?: string,
): InventoryResource {
  const { service = '', resource = '' } = parseArn(arn) ?? {};
  const nativeType = type ?? (/[/:]/.test(resource) ? `${service}:${resource.split(/[/:]/)[0]}` : service);
  return {
    cloudId: arn,
    account: ask.account,
    region: ask.region,
    service,
    nativeType,
    category: otherCategory(service, nativeType),
    name: tags.Name || lastOf(arn),
    tags,
    attributes: { listedBy: otherKinds[source].kind, limits: limits[source] },
  };
}
