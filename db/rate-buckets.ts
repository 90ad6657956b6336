/** Token buckets that all workers share. Times are Postgres' own, so that clocks of workers do not matter. */
import type { Database } from './client.ts';
import { inOrgClient } from './copy.ts';

export type BucketKey = { orgId: string; principal: string; api: string; ceiling: number };

/** Tokens pile up to one second's worth; a batch is what a fifth of a second gives. */
const batchSeconds = 0.2;
/** The rate grows by this share of its ceiling each second without a throttle. */
const regainPerSecond = 0.1;
/** The slowest that a throttled API is asked: once in two seconds. */
const leastPerSecond = 0.5;

export type Reservation = {
  granted: number;
  /** Before the first of them may be used. */
  waitMs: number;
};

/**
 * Takes a batch out of the bucket, into debt where it is empty: who comes later waits longer, in order of arrival.
 */
export async function reserveTokens(db: Pick<Database, 'pool'>, key: BucketKey): Promise<Reservation> {
  const { orgId, principal, api, ceiling } = key;
  return inOrgClient(db, { orgId }, async (client) => {
    const { rows } = await client.query<{ granted: number; wait_ms: number }>({
      name: 'reserve-tokens',
      text: `
insert into rate_buckets as b (org_id, principal, api, tokens, per_second, ceiling, updated_at)
values ($1, $2, $3, $4::float8 - greatest(1, floor($4::float8 * $5::float8)), $4, $4, clock_timestamp())
on conflict (org_id, principal, api) do update set
  ceiling = $4,
  per_second = ${regained},
  tokens = least(${regained}, b.tokens + ${regained} * ${elapsed}) - greatest(1, floor(${regained} * $5)),
  updated_at = clock_timestamp()
returning greatest(1, floor(per_second * $5::float8))::int as granted,
  greatest(-tokens / per_second * 1000, extract(epoch from not_before - clock_timestamp()) * 1000, 0)::float8 as wait_ms`,
      values: [orgId, principal, api, ceiling, batchSeconds, regainPerSecond],
    });
    const row = rows[0];
    return { granted: row?.granted ?? 1, waitMs: Math.max(0, Math.ceil(row?.wait_ms ?? 0)) };
  });
}

const elapsed = 'extract(epoch from clock_timestamp() - b.updated_at)::float8';
const regained = `least($4::float8, b.per_second + $4 * $6::float8 * ${elapsed})`;

/** Halves the rate, at most once a second: many requests in flight are refused for one and the same haste. */
export async function slowDown(db: Pick<Database, 'pool'>, key: BucketKey, retryAfterMs: number): Promise<void> {
  const { orgId, principal, api, ceiling } = key;
  await inOrgClient(db, { orgId }, (client) =>
    client.query({
      name: 'slow-down',
      text: `
insert into rate_buckets as b (org_id, principal, api, tokens, per_second, ceiling, not_before, updated_at)
values ($1, $2, $3, 0, greatest(${leastPerSecond}, $4::float8 / 2), $4, clock_timestamp() + $5 * interval '1 ms', clock_timestamp())
on conflict (org_id, principal, api) do update set
  per_second = case when b.not_before > clock_timestamp() - interval '1 second' then b.per_second
    else greatest(${leastPerSecond}, b.per_second / 2) end,
  tokens = least(b.tokens, 0),
  not_before = greatest(b.not_before, excluded.not_before)`,
      values: [orgId, principal, api, ceiling, retryAfterMs],
    }),
  );
}
