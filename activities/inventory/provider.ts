/**
 * What the inventory asks of every cloud, in one shape: pages of resources, one resource in detail, and the edges that
 * a resource's own fields prove. The sync walks pages and keeps cursors; a provider keeps no state between two pages.
 */
import type { CloudProvider, EdgeKind, ResourceCategory, ResourceGaps } from '../../db/model/estate.ts';
import type { RenewKeys } from '../clouds/credentials.ts';
import type { Json } from '../clouds/provider.ts';

/**
 * The unit that is listed, resumed, counted and trusted as a whole. A complete listing of a scope is the only proof
 * that something in it is gone, so scopes of one connection must never overlap: what a scope lists has its account
 * and, unless the scope's region is `global`, its region; and a kind is listed either globally or by region.
 */
export type InventoryScope = {
  /** AWS account, Azure subscription, GCP project, OVH project, Kubernetes cluster. */
  account: string;
  /** `global` for what belongs to no region. */
  region: string;
  /** The listing, such as `ec2.instances` or `resource-graph`. */
  kind: string;
};

export type InventoryResource = {
  /** ARN, lower-cased ARM id, full GCP name, OVH urn, Kubernetes uid. */
  cloudId: string;
  account: string;
  region: string;
  service: string;
  nativeType: string;
  category: ResourceCategory;
  /** What people call it: its name, or the `Name` tag, or else the short id. */
  name: string;
  tags: Record<string, string>;
  /**
   * Chosen field by field, never the provider's whole answer: environment variables, user data and secret values stay
   * out. Leave out what changes by itself (counters, times of last use): each change is a row of history.
   */
  attributes: Record<string, Json>;
  /** ISO 8601 in UTC, where the provider tells it. */
  createdAt?: string;
  gaps?: ResourceGaps;
};

/** `cursor` is opaque, good for the same scope only, and absent on the last page. */
export type InventoryPage = { resources: InventoryResource[]; cursor?: string };

/** Both ends by canonical id; the owner may be either. See `edgeKinds` for what each kind says. */
export type EdgeDraft = {
  kind: EdgeKind;
  from: string;
  to: string;
  /** 1 when the provider says so, less when the rule infers it. */
  confidence: number;
  /** Such as `aws.ec2.instance.subnet`. */
  rule: string;
  evidence: Record<string, Json>;
};

/** Who asks, for the token bucket: all connections with the same keys share one. Never a secret. */
export type InventoryIdentity = { account: string; principal: string };

/**
 * Asks for leave before each request to an API, and hears of throttles, so that all workers together stay within what
 * the provider gives. `api` is what the provider throttles by, such as `ec2` or `resource-graph`.
 */
export type Pace = {
  take(api: string, signal?: AbortSignal): Promise<void>;
  throttled(api: string, retryAfterMs?: number): Promise<void>;
};

/** Only `signal` where nothing else is to be said. */
export type AskOptions = { signal?: AbortSignal };

/**
 * One connected account. Sends nothing until asked; read credentials only.
 *
 * Every method throws AuroraError:
 * - `credentials_rejected` (people must act): the whole sync stops, and marks nothing as deleted
 * - `cloud_denied` (this listing is not allowed): the scope is skipped, in words, and deletes nothing
 * - `cursor_expired` (such as Kubernetes' 410): the scope starts over
 * - `cloud_throttled` (retryable, `retryAfterMs`) and `cloud_failed` (retryable): the page is asked for again
 * - the signal's own reason when it fires
 */
export type InventoryProvider = {
  provider: CloudProvider;
  /** Part of every resource's hash: raise it when `edges` changes, and the next sync derives all edges anew. */
  edgesVersion: number;
  identity(options?: AskOptions): Promise<InventoryIdentity>;
  /** Everything there is to list, given the regions that people chose (null: all that are enabled). */
  scopes(chosen: { regions: string[] | null }, options?: AskOptions): Promise<InventoryScope[]>;
  list(scope: InventoryScope, cursor: string | null, options?: AskOptions): Promise<InventoryPage>;
  /** One resource as it is now, for freshness; null when it is gone. */
  detail(
    resource: Pick<InventoryResource, 'cloudId' | 'account' | 'region' | 'nativeType'>,
    options?: AskOptions,
  ): Promise<InventoryResource | null>;
  /** Pure: what the resource's own fields prove. */
  edges(resource: InventoryResource): EdgeDraft[];
  close(): void;
};

/** What `activities/inventory/providers.ts` has one of for each cloud. */
export type MakeInventoryProvider = (input: {
  /** The connection's secret as Vault holds it, by field. */
  secret: Record<string, string>;
  /** Of a role: its next session, when the one in `secret` comes to its end. */
  renew?: RenewKeys;
  account: string;
  region: string;
  /** An emulator or stub; absent for the real cloud. */
  endpoint?: string;
  pace: Pace;
}) => InventoryProvider;
