/**
 * The words of the estate: what activities write, the API filters by and pages show.
 *
 * A *resource* is one thing in a connected account, named by its provider's canonical id: ARN, lower-cased ARM id,
 * full GCP name, OVH urn, Kubernetes uid. An *edge* is a fact about two of them, with the rule and fields that prove it.
 */

export const cloudProviders = ['aws', 'azure', 'gcp', 'ovh', 'kubernetes'] as const;
export type CloudProvider = (typeof cloudProviders)[number];

/** One category a native type, so that clouds can be read in one table. */
export const resourceCategories = [
  'compute',
  'containers',
  'serverless',
  'storage',
  'database',
  'cache',
  'network',
  'load_balancing',
  'dns',
  'cdn',
  'messaging',
  'identity',
  'secrets',
  'monitoring',
  'other',
] as const;
export type ResourceCategory = (typeof resourceCategories)[number];

/**
 * What hurts what. An edge reads `from kind to` in words ("the VPC contains the subnet", "the instance runs on the
 * subnet"). `forward`: when `from` goes, `to` breaks or goes with it. `backward`: when `to` goes, `from` breaks.
 */
export const edgeKinds = {
  /** from holds to: a VPC its subnets, a cluster its services, a namespace its pods. */
  contains: 'forward',
  /** from is let through or attached by to: an instance and its security group, an interface and its address. */
  network: 'backward',
  /** from sends traffic to to: a record to a load balancer, a load balancer to its targets, a route to a gateway. */
  routes_to: 'backward',
  /** from acts or is encrypted with the rights that to gives: a function and its role, a bucket and its key. */
  iam: 'backward',
  /** from reads, writes or was made from to: a queue and its dead letters, a volume and its snapshot. */
  data: 'backward',
  /** from needs to to exist at all: an instance its subnet, a database its subnet group, a task its cluster. */
  runs_on: 'backward',
  /** from (a stack, group or owner) made and keeps to. */
  manages: 'forward',
  /** from has to be destroyed before to can be, as Terraform's state says. */
  deletes_before: 'backward',
} as const satisfies Record<string, 'forward' | 'backward'>;
export type EdgeKind = keyof typeof edgeKinds;
export const edgeKindNames = Object.keys(edgeKinds) as [EdgeKind, ...EdgeKind[]];

/** Of one run of a connection's sync, and of one scope (account, region, kind) in it. */
export const syncRunStates = ['running', 'complete', 'partial', 'failed', 'cancelled'] as const;
export type SyncRunState = (typeof syncRunStates)[number];
export const syncScopeStates = ['waiting', 'running', 'complete', 'failed', 'skipped'] as const;
export type SyncScopeState = (typeof syncScopeStates)[number];
export const syncTriggers = ['schedule', 'person', 'connect', 'run'] as const;
export type SyncTrigger = (typeof syncTriggers)[number];

export const resourceChangeKinds = ['created', 'updated', 'deleted', 'returned'] as const;
export type ResourceChangeKind = (typeof resourceChangeKinds)[number];
/** One attribute that differs, by its path such as `attributes.versioning` or `tags.team`. */
export type AttributeChange = { path: string; before: unknown; after: unknown };

/** `codified`: in a project's state and as the state says; `drifted`: in it but different; `unmanaged`: in none. */
export const codificationStates = ['codified', 'drifted', 'unmanaged'] as const;
export type CodificationState = (typeof codificationStates)[number];

/** Attributes that could not be read, with why: absent is not the same as empty. */
export type ResourceGaps = Record<string, 'access_denied' | 'gone' | 'unsupported'>;

/** What a run (or somebody's hand on the state) did to a thing that a project manages. */
export const stateChangeKinds = ['created', 'imported', 'updated', 'destroyed', 'forgotten'] as const;
export type StateChangeKind = (typeof stateChangeKinds)[number];

export const driftCheckStates = ['running', 'complete', 'failed'] as const;
export type DriftCheckState = (typeof driftCheckStates)[number];

/** `proposed`: there is a revision and a run, which waits for people like any other. */
export const resourceImportStates = ['drafting', 'proposed', 'failed'] as const;
export type ResourceImportState = (typeof resourceImportStates)[number];
