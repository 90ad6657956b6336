/** What exists in connected accounts, how it hangs together, and how it came to be known. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  type AttributeChange,
  cloudProviders,
  driftCheckStates,
  edgeKindNames,
  type ResourceGaps,
  resourceCategories,
  resourceChangeKinds,
  resourceImportStates,
  stateChangeKinds,
  syncRunStates,
  syncScopeStates,
  syncTriggers,
} from '../model/estate.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';
import { connections, projects, revisions } from './projects.ts';
import { runs } from './runs.ts';

/**
 * One row a thing and connection. Written only when its hash changes: an unchanged sync touches no row, so "last seen"
 * is the end of the newest complete scope that lists it (`sync_scopes`), and `last_changed_at` what is kept here.
 */
export const resources = pgTable(
  'resources',
  {
    id: idColumn(),
    orgId: orgId(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
    provider: text({ enum: cloudProviders }).notNull(),
    /** The provider's canonical id. */
    cloudId: text().notNull(),
    account: text().notNull(),
    /** `global` for what belongs to no region. */
    region: text().notNull(),
    /** The listing that shows it (`InventoryScope.kind`). Only its complete runs may mark it deleted. */
    scopeKind: text().notNull(),
    /** Such as `ec2`. */
    service: text().notNull(),
    /** The provider's own name of the type, such as `AWS::S3::Bucket`. */
    nativeType: text().notNull(),
    category: text({ enum: resourceCategories }).notNull(),
    name: text().notNull(),
    tags: jsonb().$type<Record<string, string>>().notNull(),
    attributes: jsonb().$type<Record<string, unknown>>().notNull(),
    gaps: jsonb().$type<ResourceGaps>(),
    /** Hex SHA-256 of everything the provider said and of the version of the rules that derive edges from it. */
    hash: text().notNull(),
    cloudCreatedAt: at(),
    firstSeenAt: createdAt(),
    lastChangedAt: createdAt(),
    deletedAt: at(),
    /**
     * What lists are searched and sorted by, short enough to always fit an index. The operators of trigrams and of jsonb
     * are not leakproof, so under row-level security no GIN index is ever used (seen in EXPLAIN): instead the narrow
     * indexes `resources_live` and `resources_gone` hold everything that a list filters by, and are read whole.
     */
    words: text().notNull().generatedAlwaysAs(sql`left(lower(name), 120) || chr(10) || left(lower(cloud_id), 300)`),
    tagWords: text().notNull().generatedAlwaysAs(sql`left(tags::text, 300)`),
  },
  (table) => [
    uniqueIndex('resources_one_per_connection').on(table.connectionId, table.cloudId),
    index('resources_by_cloud_id').on(table.orgId, table.cloudId),
    index('resources_by_scope').on(table.connectionId, table.account, table.region, table.scopeKind),
    index('resources_by_change').on(table.orgId, table.lastChangedAt),
    // `resources_live` and `resources_gone` are in their migration: Drizzle cannot say INCLUDE.
  ],
);

/**
 * Facts about two resources. Ends are named by canonical id, since the other end may be listed later or never;
 * `from_id` and `to_id` are filled in when it is known. All edges of one owner are replaced together when the owner
 * changes, so one that is not derived again is gone.
 */
export const edges = pgTable(
  'edges',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orgId: orgId(),
    /** Whose attributes prove it. Null when a project's Terraform state does. */
    ownerId: uuid().references(() => resources.id, { onDelete: 'cascade' }),
    projectId: uuid().references(() => projects.id),
    kind: text({ enum: edgeKindNames }).notNull(),
    fromCloudId: text().notNull(),
    toCloudId: text().notNull(),
    fromId: uuid(),
    toId: uuid(),
    /** 0 to 1: 1 when a provider says it, less when a rule infers it. */
    confidence: real().notNull(),
    /** Such as `aws.ec2.instance.subnet`. */
    rule: text().notNull(),
    /** The fields that prove it, by path. */
    evidence: jsonb().$type<Record<string, unknown>>().notNull(),
    derivedAt: createdAt(),
  },
  (table) => [
    index('edges_from').on(table.fromId, table.kind),
    index('edges_to').on(table.toId, table.kind),
    index('edges_of_owner').on(table.ownerId),
    index('edges_of_project').on(table.projectId),
    index('edges_open_from').on(table.orgId, table.fromCloudId).where(sql`from_id is null`),
    index('edges_open_to').on(table.orgId, table.toCloudId).where(sql`to_id is null`),
  ],
);

/** The history of each resource: append-only. Kept when the resource is gone. */
export const resourceChanges = pgTable(
  'resource_changes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orgId: orgId(),
    resourceId: uuid()
      .notNull()
      .references(() => resources.id),
    kind: text({ enum: resourceChangeKinds }).notNull(),
    changes: jsonb().$type<AttributeChange[]>(),
    syncRunId: uuid(),
    at: createdAt(),
  },
  (table) => [index().on(table.resourceId, table.id), index().on(table.orgId, table.at)],
);

/** What a connection's owners chose about its sync. No row: the defaults of the columns. */
export const syncSettings = pgTable('sync_settings', {
  connectionId: uuid()
    .primaryKey()
    .references(() => connections.id),
  orgId: orgId(),
  enabled: boolean().notNull().default(true),
  intervalMinutes: integer().notNull().default(60),
  /** Null: every region that the account has enabled. */
  regions: jsonb().$type<string[]>(),
  /** Set by the sync itself when the provider refused the credentials; words for people. Cleared by resuming. */
  pausedReason: text(),
  pausedAt: at(),
  updatedAt: createdAt(),
});

/** One run of a connection's sync. Written by its workflow alone, through its activities. */
export const syncRuns = pgTable(
  'sync_runs',
  {
    id: idColumn(),
    orgId: orgId(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
    trigger: text({ enum: syncTriggers }).notNull(),
    requestedBy: uuid().references(() => users.id),
    state: text({ enum: syncRunStates }).notNull().default('running'),
    /** As whom the provider knows the keys, for the token bucket; null before it was asked. */
    principal: text(),
    /** Words for people when it did not complete. */
    reason: text(),
    startedAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [
    index().on(table.connectionId, table.startedAt),
    index().on(table.orgId, table.startedAt),
    uniqueIndex('sync_runs_one_at_a_time').on(table.connectionId).where(sql`state = 'running'`),
  ],
);

/** One listing of one region in one run: where it is, what it counted, and whether it saw everything. */
export const syncScopes = pgTable(
  'sync_scopes',
  {
    id: idColumn(),
    orgId: orgId(),
    syncRunId: uuid()
      .notNull()
      .references(() => syncRuns.id),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
    account: text().notNull(),
    region: text().notNull(),
    kind: text().notNull(),
    state: text({ enum: syncScopeStates }).notNull().default('waiting'),
    /** The provider's cursor of the next page; null before the first and after the last. */
    cursor: text(),
    pages: integer().notNull().default(0),
    seen: integer().notNull().default(0),
    created: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    throttles: integer().notNull().default(0),
    /** Words for people when it failed or was skipped. */
    error: text(),
    startedAt: at(),
    finishedAt: at(),
  },
  (table) => [
    uniqueIndex('sync_scopes_once').on(table.syncRunId, table.account, table.region, table.kind),
    index().on(table.connectionId, table.account, table.region, table.kind, table.finishedAt),
  ],
);

/** What a scope has seen so far, a page a row, until the scope is complete. A page that comes twice is one row. */
export const syncPages = pgTable(
  'sync_pages',
  {
    orgId: orgId(),
    scopeId: uuid()
      .notNull()
      .references(() => syncScopes.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    resourceIds: uuid().array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.scopeId, table.number] })],
);

/** One token bucket a principal and API, shared by all workers: halved when the provider throttles, then regained. */
export const rateBuckets = pgTable(
  'rate_buckets',
  {
    orgId: orgId(),
    principal: text().notNull(),
    api: text().notNull(),
    tokens: doublePrecision().notNull(),
    perSecond: doublePrecision().notNull(),
    /** What `per_second` climbs back to. */
    ceiling: doublePrecision().notNull(),
    /** Nothing is given out before (Retry-After). */
    notBefore: at(),
    updatedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.principal, table.api] })],
);

/** What projects' Terraform states hold, and whether reality is still as they say. One row an instance address. */
export const stateResources = pgTable(
  'state_resources',
  {
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Such as `module.a.aws_s3_bucket.logs["x"]`. */
    address: text().notNull(),
    /** Terraform's type, such as `aws_s3_bucket`. */
    type: text().notNull(),
    provider: text({ enum: cloudProviders }).notNull(),
    /** The canonical id that the inventory knows it by; null where Terraform's state does not tell. */
    cloudId: text(),
    /** It configures a part of the thing that `cloud_id` names, such as a bucket's versioning. */
    companion: boolean().notNull().default(false),
    /** The state that this was read from. */
    serial: bigint({ mode: 'number' }).notNull(),
    /** The run that first brought it, and the one that last changed it. */
    createdByRunId: uuid().references(() => runs.id),
    changedByRunId: uuid().references(() => runs.id),
    drift: jsonb().$type<AttributeChange[]>(),
    driftCheckedAt: at(),
    updatedAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.address] }),
    index('state_resources_by_cloud_id').on(table.orgId, table.cloudId),
  ],
);

/** The state of each project that `state_resources` was last read from. */
export const projectStates = pgTable('project_states', {
  projectId: uuid()
    .primaryKey()
    .references(() => projects.id),
  orgId: orgId(),
  /** Null where there is no state yet. */
  lineage: text(),
  serial: bigint({ mode: 'number' }),
  /** When the newest run ended whose changes are attributed. */
  runsUntil: at(),
  refreshedAt: createdAt(),
});

/** What projects did to things, run by run: append-only, and kept when the thing is gone. */
export const stateChanges = pgTable(
  'state_changes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    address: text().notNull(),
    type: text().notNull(),
    cloudId: text().notNull(),
    companion: boolean().notNull(),
    kind: text({ enum: stateChangeKinds }).notNull(),
    /** Null when no run of Aurora did it: somebody changed the state by hand. */
    runId: uuid().references(() => runs.id),
    serial: bigint({ mode: 'number' }),
    at: createdAt(),
  },
  (table) => [
    index('state_changes_by_cloud_id').on(table.orgId, table.cloudId, table.id),
    index('state_changes_by_run').on(table.runId),
  ],
);

/** One look for drift in one project: a refresh-only plan. Written by its workflow alone, through its activities. */
export const driftChecks = pgTable(
  'drift_checks',
  {
    id: idColumn(),
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    /** Null when a schedule asked. */
    requestedBy: uuid().references(() => users.id),
    state: text({ enum: driftCheckStates }).notNull().default('running'),
    /** Words for people when it failed. */
    reason: text(),
    /** Addresses that were looked at, and that differ. */
    checked: integer(),
    drifted: integer(),
    startedAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [index().on(table.projectId, table.startedAt)],
);

/** A wish to bring an unmanaged thing into a project. The draft becomes a revision and a run that people decide on. */
export const resourceImports = pgTable(
  'resource_imports',
  {
    id: idColumn(),
    orgId: orgId(),
    resourceId: uuid()
      .notNull()
      .references(() => resources.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    requestedBy: uuid()
      .notNull()
      .references(() => users.id),
    state: text({ enum: resourceImportStates }).notNull().default('drafting'),
    /** Words for people when it failed. */
    reason: text(),
    /** The address that was drafted. */
    address: text(),
    revisionId: uuid().references(() => revisions.id),
    runId: uuid().references(() => runs.id),
    startedAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [index().on(table.resourceId, table.startedAt), index().on(table.projectId, table.startedAt)],
);

/** Filters that people gave a name to. `query` is the page's own query string. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: idColumn(),
    orgId: orgId(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    page: text().notNull(),
    name: text().notNull(),
    query: text().notNull(),
    shared: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.userId, table.page, table.name)],
);
