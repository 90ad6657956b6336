/** What the file of each AWS service provides: one entry a listing, with its calls, its mapping and its edges. */
import type { ResourceCategory } from '../../../db/model/estate.ts';
import type { AwsClients } from '../../clouds/aws/client.ts';
import { detailConcurrency } from '../../clouds/aws/lister.ts';
import { mapWithLimit } from '../../clouds/concurrency.ts';
import type { InventoryPage, InventoryResource } from '../provider.ts';
import type { EdgeRule } from './edges.ts';

/** One question to one account and region. `name` is the last part of an ARN, such as `vol-1` or `my-function`. */
export type AwsAsk = {
  clients: AwsClients;
  account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  /** The scope's region: `global` for what belongs to none. */
  region: string;
  /** The region to send the request to. */
  endpointRegion: string;
  cursor: string | undefined;
  /** Wished resources a page; each service has bounds of its own. */
  size: number;
  signal: AbortSignal | undefined;
};

export type Found<Item> = { items: Item[] | undefined; cursor?: string | undefined };

/** What differs from resource to resource of one kind. */
export type Draft = Pick<InventoryResource, 'cloudId' | 'name' | 'tags' | 'attributes' | 'createdAt' | 'gaps'>;

type KindFacts = {
  /** The listing's name and the scope's: `ec2.volumes`. */
  kind: string;
  /** For people, in the plural: `EBS volumes`. */
  title: string;
  service: string;
  nativeType: string;
  category: ResourceCategory;
  place: 'region' | 'global';
  /**
   * Of `service:resource`, the tail of an ARN that this kind answers for, all of them: also those that it leaves out
   * (images of others, policies of AWS), so that the catch-all does not bring them back.
   */
  arns: RegExp;
  rules: EdgeRule[];
};

type KindCalls<Item> = {
  /** One request for one page. */
  list(ask: AwsAsk): Promise<Found<Item>>;
  /** One thing by its ARN; undefined, or an error that says "not found", when it is gone. */
  one(ask: AwsAsk, arn: string): Promise<Item | undefined>;
  /** May ask for details; what cannot be read is a gap. Null for what is listed but is not a resource of its own. */
  resource(ask: AwsAsk, item: Item): Draft | null | Promise<Draft | null>;
};

export type AwsKind = KindFacts & {
  page(ask: AwsAsk): Promise<InventoryPage>;
  detail(ask: AwsAsk, arn: string): Promise<InventoryResource | null>;
};

/** Closes over the type of the service's items, so that all kinds fit in one table. */
export function awsKind<Item>({ list, one, resource, ...facts }: KindFacts & KindCalls<Item>): AwsKind {
  const complete = async (ask: AwsAsk, item: Item): Promise<InventoryResource[]> => {
    const draft = await resource(ask, item);
    if (!draft) return [];
    const { service, nativeType, category } = facts;
    return [{ account: ask.account, region: ask.region, service, nativeType, category, ...draft }];
  };
  return {
    ...facts,
    async page(ask) {
      const { items = [], cursor } = await list(ask);
      const resources = await mapWithLimit(items, detailConcurrency, (item) => complete(ask, item));
      return { resources: resources.flat(), ...(cursor ? { cursor } : {}) };
    },
    async detail(ask, arn) {
      const item = await one(ask, arn);
      if (item === undefined) return null;
      const [found] = await complete(ask, item);
      // A call by name may answer with something else of that name, such as a successor.
      return found?.cloudId === arn ? found : null;
    },
  };
}
