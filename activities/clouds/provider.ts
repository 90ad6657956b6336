/**
 * What every cloud can be asked, in one shape, so that the agent's tools and the inventory never see an SDK.
 *
 * `page` is the primitive: one request to the provider's listing with the cursor it gave last time, which makes a
 * long listing survive a kill between two pages. `list` walks pages up to a limit and is the same for every cloud.
 */

/** Kinds of resource that can be listed. A cloud refuses kinds it does not have with `bad_request`. */
export const resourceKinds = [
  's3_bucket',
  'ec2_instance',
  'vpc',
  'subnet',
  'security_group',
  'sqs_queue',
  'dynamodb_table',
  'rds_instance',
  'iam_role',
  'lambda_function',
] as const;

export type ResourceKind = (typeof resourceKinds)[number];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type CloudResource = {
  provider: 'aws';
  kind: ResourceKind;
  /** The provider's canonical id: the ARN for AWS. */
  id: string;
  /** The provider's own name of the type, such as `AWS::S3::Bucket`. */
  nativeType: string;
  /** What people call it: its name, or the `Name` tag, or else the short id. */
  name: string;
  account: string;
  /** `global` for what belongs to no region. */
  region: string;
  tags: Record<string, string>;
  /** ISO 8601 in UTC, where the provider tells it. */
  createdAt?: string;
  /** Chosen field by field, never the provider's whole answer: environment variables and user data stay out. */
  attributes: Record<string, Json>;
  /** Attributes that could not be read, with why: absent is not the same as empty. */
  gaps?: Record<string, 'access_denied' | 'gone' | 'unsupported'>;
};

/** What to list. Without a region: everything for account-wide kinds, the connection's own region for the others. */
export type ListScope = { kind: ResourceKind; region?: string };

/** One page. `cursor` is opaque, good for the same scope only, and absent on the last page. */
export type ResourcePage = { resources: CloudResource[]; cursor?: string };

/** `size` is a wish, 1 to 1000: providers have own bounds and may give fewer, or none with a cursor. */
export type PageOptions = { cursor?: string; size?: number; signal?: AbortSignal };

export type CloudIdentity = { account: string; arn: string };

export type ListOptions = { region?: string; limit: number; signal?: AbortSignal };

/** `truncated`: there is more than `limit`, or may be. */
export type ResourceList = { resources: CloudResource[]; truncated: boolean };

/**
 * Reads one connected account with read-only credentials.
 *
 * Every method throws AuroraError `credentials_rejected` (people must act; `details.reason` is `invalid`, `expired`
 * or `access_denied`), `cloud_throttled` (retryable, `retryAfterMs`) or `cloud_failed`; and the signal's own reason
 * when the signal fires, so that Temporal sees its own cancellation.
 */
export type CloudReader = {
  identity(options?: { signal?: AbortSignal }): Promise<CloudIdentity>;
  page(scope: ListScope, options?: PageOptions): Promise<ResourcePage>;
  list(kind: ResourceKind, options: ListOptions): Promise<ResourceList>;
  /** Closes kept-alive connections. */
  close(): void;
};

/** Walks pages until `limit` resources are there. */
export async function listPages(
  page: CloudReader['page'],
  kind: ResourceKind,
  { region, limit, signal }: ListOptions,
): Promise<ResourceList> {
  const resources: CloudResource[] = [];
  let cursor: string | undefined;
  do {
    const next = await page({ kind, region }, { cursor, size: limit - resources.length, signal });
    resources.push(...next.resources);
    cursor = next.cursor;
  } while (cursor !== undefined && resources.length < limit);
  return { resources: resources.slice(0, limit), truncated: cursor !== undefined || resources.length > limit };
}
