/** How fast one place is sent to, by all workers together: a flood goes out in a line, not all at once. */
import { and, count, eq, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { Delivery } from './deliveries.ts';
import { paceOf } from './model/notices.ts';
import { deliveries, rateBuckets } from './schema/index.ts';

const api = 'notices';

type InLine = Pick<Delivery, 'id' | 'orgId' | 'target' | 'kind'>;

/** @returns 0 when it is this delivery's turn, which is then taken; else how many milliseconds to wait before asking again */
export async function takeTurn(tx: Tx, delivery: InLine): Promise<number> {
  const perSecond = paceOf[delivery.kind];
  const filled = sql`least(${perSecond}::float8, rate_buckets.tokens
    + ${perSecond}::float8 * extract(epoch from clock_timestamp() - rate_buckets.updated_at)::float8)`;
  const { rowCount } = await tx.execute(sql`
    insert into rate_buckets (org_id, principal, api, tokens, per_second, ceiling, updated_at)
    values (${delivery.orgId}, ${delivery.target}, ${api}, ${perSecond}::float8 - 1, ${perSecond}, ${perSecond}, clock_timestamp())
    on conflict (org_id, principal, api) do update set tokens = ${filled} - 1, updated_at = clock_timestamp()
      where ${filled} >= 1 and coalesce(rate_buckets.not_before, 'epoch') <= clock_timestamp()`);
  return rowCount === 1 ? 0 : waitOf(tx, delivery, perSecond);
}

/** By how many are before it: each asks about once when its turn comes, instead of all of them all the time. */
async function waitOf(tx: Tx, { id, target }: InLine, perSecond: number): Promise<number> {
  const [line] = await tx
    .select({ ahead: count() })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.target, target),
        eq(deliveries.state, 'waiting'),
        lt(deliveries.id, id),
        or(isNull(deliveries.nextAttemptAt), lte(deliveries.nextAttemptAt, sql`now()`)),
      ),
    );
  const [pause] = await tx
    .select({
      ms: sql<number>`greatest(0, extract(epoch from ${rateBuckets.notBefore} - clock_timestamp()) * 1000)::float8`,
    })
    .from(rateBuckets)
    .where(and(eq(rateBuckets.principal, target), eq(rateBuckets.api, api)));
  const turnMs = (1000 * ((line?.ahead ?? 0) + 1)) / perSecond;
  return Math.ceil((pause?.ms ?? 0) + turnMs * (0.9 + Math.random() * 0.2));
}

/** The place asked for a pause: none of what waits for it is sent before. */
export async function pausePlace(tx: Tx, { target }: InLine, ms: number): Promise<void> {
  const until = sql`greatest(${rateBuckets.notBefore}, clock_timestamp() + ${ms} * interval '1 ms')`;
  await tx
    .update(rateBuckets)
    .set({ notBefore: until })
    .where(and(eq(rateBuckets.principal, target), eq(rateBuckets.api, api)));
}
