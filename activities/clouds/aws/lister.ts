/** What the file of each service provides, and the few helpers they share. */
import type { CloudResource, Json, ResourceKind, ResourcePage } from '../provider.ts';
import type { AwsClients } from './client.ts';

/** `partition` is `aws`, `aws-cn` or `aws-us-gov`, for building ARNs that AWS itself does not return. */
export type AwsAccount = { account: string; partition: string };

export type AwsPageRequest = AwsAccount & {
  clients: AwsClients;
  /** Set when the caller asked for one region; account-wide listers then keep only what lies there. */
  onlyRegion: string | undefined;
  /** The region to ask. */
  region: string;
  cursor: string | undefined;
  size: number;
  signal: AbortSignal | undefined;
};

export type AwsLister = {
  kind: ResourceKind;
  /** For people, in the plural: `S3 buckets`. */
  title: string;
  page(request: AwsPageRequest): Promise<ResourcePage>;
  /**
   * One thing by the last part of its ARN (its id or name). Undefined, or an error that says "not found", when it is
   * gone; `cursor` and `size` mean nothing here.
   */
  find(request: AwsPageRequest, name: string): Promise<CloudResource | undefined>;
};

/** Calls under way at once while the details of one page are read. */
export const detailConcurrency = 6;

type AwsTag = { Key?: string | undefined; Value?: string | undefined };

/** Tags in one shape. Without a key there is no tag; without a value it is empty, as AWS's console shows it. */
export const tagsByKey = (tags: readonly AwsTag[] = []): Record<string, string> =>
  Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));

/** Leaves out what is undefined, so that what reaches history and models is JSON. */
export const defined = (fields: Record<string, Json | undefined>): Record<string, Json> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));

export const isoTime = (date: Date | undefined): string | undefined => date?.toISOString();

/** Keeps a size within what the service takes. */
export const within = (size: number, least: number, most: number): number => Math.min(Math.max(size, least), most);

export type AwsResource = Omit<CloudResource, 'provider' | 'account' | 'region'> & {
  account?: string;
  region?: string;
};

/** Fills in what is the same for everything in the answer. */
export const awsResource = ({ account, region }: AwsPageRequest, own: AwsResource): CloudResource => ({
  provider: 'aws',
  account,
  region,
  ...own,
});
