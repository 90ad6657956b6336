/** What exists: resources in tables, one of them whole, and filters that people gave a name to. */
import { z } from 'zod';
import { cloudProviders, codificationStates, resourceCategories, resourceChangeKinds } from '../../db/model/estate.ts';
import { Id, Person, Time } from './common.ts';

/** One value or the same parameter several times. */
const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z
    .union([item, z.array(item).max(50)])
    .transform((given) => [given].flat() as z.output<Item>[])
    .optional();

const word = z.string().min(1).max(300);

/** Values of one filter are alternatives; filters are all to be met. */
export const ResourceFilters = z.object({
  q: z.string().trim().max(200).optional().describe('words that all stand in the name or the canonical id'),
  provider: oneOrMore(z.enum(cloudProviders)),
  connectionId: oneOrMore(Id),
  account: oneOrMore(word),
  region: oneOrMore(word),
  service: oneOrMore(word),
  nativeType: oneOrMore(word),
  category: oneOrMore(z.enum(resourceCategories)),
  tag: oneOrMore(word).describe('`key` or `key=value`; several are all to be met'),
  untagged: z.stringbool().optional().describe('true: without any tag'),
  codification: oneOrMore(z.enum(codificationStates)).describe(
    'unmanaged: in no state, also what comes by itself such as a default VPC, which the coverage of an account counts apart',
  ),
  changedSince: Time.optional(),
  deleted: z.enum(['no', 'only']).default('no'),
});

export const resourceSorts = ['name', 'nativeType', 'region', 'lastChangedAt', 'firstSeenAt'] as const;

export const ResourceQuery = ResourceFilters.extend({
  sort: z.enum(resourceSorts).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  cursor: z.string().max(4_000).optional().describe('from `nextCursor`, for the same filters and order'),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
});

/** Enough to draw a resource and to link to it. */
export const ResourceRef = z
  .object({
    id: Id.nullable().describe('null: known by name from another resource, and not in the inventory'),
    cloudId: z.string().describe('ARN, lower-cased ARM id, full GCP name, OVH urn, Kubernetes uid'),
    name: z.string(),
    provider: z.enum(cloudProviders).nullable(),
    account: z.string().nullable(),
    region: z.string().nullable().describe('`global` for what belongs to no region'),
    service: z.string().nullable(),
    nativeType: z.string().nullable(),
    category: z.enum(resourceCategories).nullable(),
    deletedAt: Time.nullable(),
  })
  .meta({ id: 'ResourceRef' });

export const ResourceListItem = z
  .object({
    id: Id,
    connectionId: Id,
    provider: z.enum(cloudProviders),
    cloudId: z.string(),
    name: z.string(),
    account: z.string(),
    region: z.string(),
    service: z.string(),
    nativeType: z.string(),
    category: z.enum(resourceCategories),
    tags: z.record(z.string(), z.string()),
    codification: z.enum(codificationStates),
    firstSeenAt: Time,
    lastChangedAt: Time,
    deletedAt: Time.nullable(),
  })
  .meta({ id: 'ResourceListItem' });

export const Total = z
  .object({ count: z.number().int(), exact: z.boolean().describe('false: there are more than `count`') })
  .meta({ id: 'Total' });

export const ResourcePage = z
  .object({ items: z.array(ResourceListItem), nextCursor: z.string().nullable(), total: Total })
  .meta({ id: 'ResourcePage' });

const facet = z.array(z.object({ value: z.string(), count: z.number().int() }));

/** Each facet counts what its values would show, with all other filters in force. */
export const ResourceFacets = z
  .object({
    total: z.number().int(),
    provider: facet,
    connectionId: facet,
    account: facet,
    region: facet,
    service: facet,
    nativeType: facet,
    category: facet,
    codification: facet,
  })
  .meta({ id: 'ResourceFacets' });

const Change = z.object({ path: z.string(), before: z.unknown(), after: z.unknown() });

export const ResourceView = ResourceListItem.extend({
  attributes: z.record(z.string(), z.unknown()),
  gaps: z
    .record(z.string(), z.enum(['access_denied', 'gone', 'unsupported']))
    .nullable()
    .describe('attributes that could not be read, with why'),
  cloudCreatedAt: Time.nullable(),
  lastSeenAt: Time.nullable().describe('end of the newest complete listing of its scope; null before the first'),
  connection: z.object({ id: Id, name: z.string(), accountId: z.string(), sandbox: z.boolean() }),
  managedBy: z
    .array(
      z.object({
        projectId: Id,
        projectName: z.string(),
        address: z.string().describe("in the project's Terraform state"),
        drift: z.array(Change).nullable().describe('null: as the state says, or not compared yet'),
        driftCheckedAt: Time.nullable(),
      }),
    )
    .describe('empty: in no project that you see'),
  managedElsewhere: z
    .boolean()
    .describe('whether a project that you do not see manages it; nothing more is told of that'),
}).meta({ id: 'Resource' });

export const ResourceChange = z
  .object({
    id: z.number().int(),
    kind: z.enum(resourceChangeKinds),
    changes: z.array(Change).nullable(),
    syncRunId: Id.nullable(),
    at: Time,
  })
  .meta({ id: 'ResourceChange' });

export const SavedView = z
  .object({
    id: Id,
    page: z.string(),
    name: z.string(),
    query: z.string().describe("the page's own query string"),
    shared: z.boolean().describe('with everybody in the organisation'),
    mine: z.boolean(),
    owner: Person,
    createdAt: Time,
  })
  .meta({ id: 'SavedView' });

export const savedViewPages = ['inventory', 'graph', 'costs'] as const;

export const SavedViewQuery = z.object({ page: z.enum(savedViewPages).optional() });

export const CreateSavedView = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  page: z.enum(savedViewPages),
  name: z.string().trim().min(1).max(100),
  query: z.string().max(4_000),
  shared: z.boolean().default(false),
});
