/**
 * The same account on the same Postgres, in the way of Cartography: list all of it into memory, write every row with
 * the time of this sync in batches, then delete what has an older time. Its loader does so with UNWIND and MERGE,
 * https://github.com/cartography-cncf/cartography/blob/master/docs/root/dev/writing-intel-modules.md. In our tables'
 * shape with their indexes, but without foreign keys, row-level security, history and workflow, which favours it.
 */
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { InventoryResource } from '../../activities/inventory/provider.ts';
import { makeStubInventory } from '../../tests/support/inventory-server/provider.ts';
import type { Bench } from '../bench.ts';
import type { EstateAccount } from './account.ts';

const batch = 1_000;

const upsertResources = `
insert into bench_naive.resources (id, org_id, connection_id, provider, cloud_id, account, region, scope_kind, service,
  native_type, category, name, tags, attributes, hash, last_changed_at)
select id, $2, $3, 'aws', "cloudId", account, region, '', service, "nativeType", category, name, tags, attributes, '', $4
from jsonb_to_recordset($1) as r(id uuid, "cloudId" text, account text, region text, service text, "nativeType" text,
  category text, name text, tags jsonb, attributes jsonb)
on conflict (connection_id, cloud_id) do update set account = excluded.account, region = excluded.region,
  service = excluded.service, native_type = excluded.native_type, category = excluded.category, name = excluded.name,
  tags = excluded.tags, attributes = excluded.attributes, last_changed_at = excluded.last_changed_at`;

const upsertEdges = `
insert into bench_naive.edges (org_id, kind, from_cloud_id, to_cloud_id, from_id, to_id, confidence, rule, evidence, derived_at)
select $2, e.kind, e."from", e."to", f.id, t.id, e.confidence, e.rule, e.evidence, $3
from jsonb_to_recordset($1) as e(kind text, "from" text, "to" text, confidence real, rule text, evidence jsonb)
join bench_naive.resources f on f.cloud_id = e."from" join bench_naive.resources t on t.cloud_id = e."to"
on conflict (from_cloud_id, kind, to_cloud_id, evidence) do update set derived_at = excluded.derived_at`;

export async function naiveSync(bench: Bench, estate: EstateAccount) {
  const client = new pg.Client({ connectionString: bench.env.DATABASE_OWNER_URL });
  await client.connect();
  try {
    await client.query(`
      create schema bench_naive;
      create table bench_naive.resources (like public.resources including all);
      create table bench_naive.edges (like public.edges including all);
      create unique index on bench_naive.edges (from_cloud_id, kind, to_cloud_id, evidence)`);
    return { firstSeconds: await once(client, estate), againSeconds: await once(client, estate) };
  } finally {
    await client.query('drop schema if exists bench_naive cascade');
    await client.end();
  }
}

async function once(client: pg.Client, estate: EstateAccount): Promise<number> {
  const from = performance.now();
  const pace = { take: async () => undefined, throttled: async () => undefined };
  const provider = makeStubInventory({ secret: {}, account: 'estate', region: '', endpoint: estate.server.url, pace });
  const listed: InventoryResource[] = [];
  for (const scope of await provider.scopes({ regions: null })) {
    let cursor: string | null = null;
    do {
      const page = await provider.list(scope, cursor);
      listed.push(...page.resources);
      cursor = page.cursor ?? null;
    } while (cursor !== null);
  }
  const now = new Date();
  for (let at = 0; at < listed.length; at += batch) {
    const rows = listed.slice(at, at + batch).map((resource) => ({ id: uuidv7(), ...resource }));
    await client.query(upsertResources, [JSON.stringify(rows), estate.orgId, estate.connectionId, now]);
  }
  for (let at = 0; at < listed.length; at += batch) {
    const drafts = listed.slice(at, at + batch).flatMap((resource) => provider.edges(resource));
    await client.query(upsertEdges, [JSON.stringify(drafts), estate.orgId, now]);
  }
  await client.query('delete from bench_naive.edges where derived_at < $1', [now]);
  await client.query('delete from bench_naive.resources where last_changed_at < $1', [now]);
  return (performance.now() - from) / 1000;
}
