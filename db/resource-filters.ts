/**
 * Which resources a list is about, as one condition on the narrow indexes (`resources_live`, `resources_gone`).
 * What is not in those indexes is looked up by id in a subquery, so that the scan itself never touches wide rows.
 */
import { and, inArray, isNotNull, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { heldElsewhere } from './held-elsewhere.ts';
import type { CloudProvider, CodificationState, ResourceCategory } from './model/estate.ts';
import { resources } from './schema/index.ts';

/** Values of one filter are alternatives; filters, words and tags are all to be met. */
export type ResourceFilter = {
  q?: string;
  provider?: CloudProvider[];
  connectionId?: string[];
  account?: string[];
  region?: string[];
  service?: string[];
  nativeType?: string[];
  category?: ResourceCategory[];
  /** `key` or `key=value`. */
  tag?: string[];
  untagged?: boolean;
  codification?: CodificationState[];
  /** ISO 8601. */
  changedSince?: string;
  deleted?: 'no' | 'only';
};

/** The filters that are columns with few values: what facets count. */
export const dimensions = {
  provider: resources.provider,
  connectionId: resources.connectionId,
  account: resources.account,
  region: resources.region,
  service: resources.service,
  nativeType: resources.nativeType,
  category: resources.category,
} as const satisfies Partial<Record<keyof ResourceFilter, PgColumn>>;
export type Dimension = keyof typeof dimensions;
export const dimensionNames = Object.keys(dimensions) as Dimension[];

export const matching = (filter: ResourceFilter): SQL | undefined =>
  and(besideDimensions(filter), ofDimensions(filter), ofCodification(filter));

export function besideDimensions({ q, tag, untagged, changedSince, deleted }: ResourceFilter): SQL | undefined {
  return and(
    deleted === 'only' ? isNotNull(resources.deletedAt) : isNull(resources.deletedAt),
    ...wordsOf(q).map((word) => sql`${resources.words} like ${`%${escaped(word)}%`}`),
    ...(tag ?? []).map(hasTag),
    untagged ? sql`${resources.tagWords} = '{}'` : undefined,
    changedSince ? sql`${resources.lastChangedAt} >= ${changedSince}::timestamptz` : undefined,
  );
}

export const ofDimensions = (filter: ResourceFilter): SQL | undefined =>
  and(
    ...dimensionNames.map((name) => {
      const values = filter[name];
      return values && values.length > 0 ? inArray(dimensions[name] as PgColumn, values) : undefined;
    }),
  );

/** As `words` is made: lower case. Each word may stand anywhere. */
const wordsOf = (q = ''): string[] => q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);

const escaped = (word: string): string => word.replace(/[\\%_]/g, '\\$&');

/** Characters that `tag_words` is cut to. */
const tagWordsLength = 300;

/**
 * A short text of tags is whole, and a key begins behind `{` or a comma: a quote within a text would be escaped there,
 * so nothing else looks the same. A text that may be cut is looked up by id.
 */
function hasTag(given: string): SQL {
  const split = given.indexOf('=');
  const key = split < 0 ? given : given.slice(0, split);
  const value = split < 0 ? undefined : given.slice(split + 1);
  const text = escaped(`${JSON.stringify(key)}: ${value === undefined ? '"' : JSON.stringify(value)}`);
  const exact =
    value === undefined
      ? sql`jsonb_exists(t.tags, ${key})`
      : sql`t.tags @> jsonb_build_object(${key}::text, ${value}::text)`;
  return sql`case when length(${resources.tagWords}) < ${tagWordsLength}
    then ${resources.tagWords} like ${`{${text}%`} or ${resources.tagWords} like ${`%, ${text}%`}
    else (select ${exact} from resources t where t.id = ${resources.id}) end`;
}

/**
 * Whether reality differs from what a state row says. Null is also what was not compared yet, and an empty list is no
 * difference.
 *
 * @param drift the column `state_resources.drift`
 */
export const isDrift = (drift: SQLWrapper): SQL<boolean> =>
  sql<boolean>`(${drift} is not null and ${drift} <> '[]'::jsonb)`;

const drifts = isDrift(sql`s.drift`);

/** Ids of resources that any project's state holds, itself or what configures it: as `db/coverage.ts` counts them. */
const managed = (condition: SQL, elsewhere: SQL): SQL =>
  sql`select m.id from state_resources s join resources m on m.org_id = s.org_id and m.cloud_id = s.cloud_id where ${condition}
    union all select m.id from ${heldElsewhere()} h join resources m on m.org_id = app_org_id() and m.cloud_id = h.cloud_id where ${elsewhere}`;

/** How each resource of a scan stands to the projects' states: both sets of ids are looked up once and hashed. */
export const codificationInScan: SQL<CodificationState> = sql<CodificationState>`case
  when ${resources.id} not in (${managed(sql`true`, sql`true`)}) then 'unmanaged'
  when ${resources.id} in (${managed(drifts, sql`h.drifted`)}) then 'drifted' else 'codified' end`;

export const ofCodification = ({ codification }: ResourceFilter): SQL | undefined =>
  codification && codification.length > 0 ? inArray(codificationInScan, codification) : undefined;

/** The same for a few rows. */
export const codificationOf: SQL<CodificationState> = sql<CodificationState>`(
  select case when bool_or(h.drifted) then 'drifted' when count(*) > 0 then 'codified' else 'unmanaged' end
  from (select ${drifts} as drifted from state_resources s
      where s.cloud_id = ${resources.cloudId} and s.org_id = ${resources.orgId}
    union all select drifted from ${heldElsewhere(sql`${resources.cloudId}`)}) h)`;
