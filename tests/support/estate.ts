/**
 * A made-up estate of any size, the same for the same seed: cells of 100 resources that hang together as real ones do
 * (a VPC, its subnets, what runs there, its keys and roles), about 250 edges a cell, a tenth of them across cells: most to
 * anywhere, some to one key that a hundred cells share, so that there are hubs on which hundreds depend.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, inOrg } from '../../db/client.ts';
import { connections } from '../../db/schema/index.ts';

export type SeedSize = { resources: number; seed?: number };
export type SeededEstate = { connectionIds: string[]; resourceId(number: number): string; edges: number };

const accounts = 5;

/** Resources by their place in a cell: from, to, service, type, category and the beginning of the name. */
const kinds = sql`(values
  (0, 0, 'ec2', 'AWS::EC2::VPC', 'network', 'vpc'),
  (1, 4, 'ec2', 'AWS::EC2::Subnet', 'network', 'subnet'),
  (5, 6, 'ec2', 'AWS::EC2::SecurityGroup', 'network', 'firewall'),
  (7, 7, 'iam', 'AWS::IAM::Role', 'identity', 'role'),
  (8, 8, 'kms', 'AWS::KMS::Key', 'secrets', 'key'),
  (9, 39, 'ec2', 'AWS::EC2::Instance', 'compute', 'web'),
  (40, 70, 'ec2', 'AWS::EC2::Volume', 'storage', 'disk'),
  (71, 80, 's3', 'AWS::S3::Bucket', 'storage', 'data'),
  (81, 88, 'lambda', 'AWS::Lambda::Function', 'serverless', 'worker'),
  (89, 92, 'sqs', 'AWS::SQS::Queue', 'messaging', 'jobs'),
  (93, 95, 'elasticloadbalancing', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'load_balancing', 'front'),
  (96, 97, 'rds', 'AWS::RDS::DBInstance', 'database', 'orders'),
  (98, 99, 'ec2', 'AWS::EC2::Snapshot', 'storage', 'backup')
) as kind(low, high, service, type, category, prefix)`;

/** Edges of a cell: places of `from`, the kind, place of `to` as a function of the place `p` of `from`. */
const rules = sql`(values
  (0, 0, 'contains', 1, 1), (0, 0, 'contains', 2, 1), (0, 0, 'contains', 3, 1), (0, 0, 'contains', 4, 1),
  (9, 39, 'runs_on', 1, 4), (9, 39, 'network', 5, 2), (9, 39, 'iam', 7, 1), (9, 39, 'data', 40, 31),
  (40, 70, 'iam', 8, 1), (71, 80, 'iam', 8, 1), (81, 88, 'iam', 7, 1), (81, 88, 'network', 5, 2),
  (81, 88, 'data', 89, 4), (93, 95, 'routes_to', 9, 31), (93, 95, 'routes_to', 10, 30), (93, 95, 'routes_to', 11, 29),
  (93, 95, 'routes_to', 12, 28), (93, 95, 'routes_to', 13, 27), (93, 95, 'routes_to', 14, 26),
  (93, 95, 'routes_to', 15, 25), (93, 95, 'routes_to', 16, 24), (96, 97, 'runs_on', 1, 4), (96, 97, 'iam', 8, 1)
) as rule(low, high, kind, base, spread)`;

/** Fills an organisation that has to exist. Resources are numbered from 0; everything is derived from the seed. */
export async function seedEstate(
  db: Database,
  { orgId }: { orgId: string },
  { resources: count, seed = 1 }: SeedSize,
): Promise<SeededEstate> {
  // As `idOf` makes it: a digest with the marks of a version 4 id, which the API's answers are checked for.
  const uuidOf = (number: ReturnType<typeof sql>) =>
    sql`overlay(overlay(md5(${`${orgId}:${seed}:`} || ${number}) placing '4' from 13) placing '8' from 17)::uuid`;
  const made = await inOrg(db, { orgId }, async (tx) => {
    const rows = await tx
      .insert(connections)
      .values(
        Array.from({ length: accounts }, (_, index) => ({
          orgId,
          provider: 'aws' as const,
          credential: 'aws_access_keys' as const,
          name: `Seeded ${seed}.${index}`,
          accountId: String(100_000_000_000 + index),
          region: 'eu-central-1',
          secretRef: 'vault:kv/data/aurora/none',
        })),
      )
      .returning({ id: connections.id });
    const connectionIds = rows.map(({ id }) => id);
    await tx.execute(sql`
      insert into resources (id, org_id, connection_id, provider, cloud_id, account, region, scope_kind, service,
        native_type, category, name, tags, attributes, hash, first_seen_at, last_changed_at)
      select ${uuidOf(sql`i`)}, ${orgId}, (${sql`array[${sql.join(
        connectionIds.map((id) => sql`${id}::uuid`),
        sql`, `,
      )}]`})[1 + cell % ${accounts}],
        'aws', format('arn:aws:%s:%s:%s:%s-%s', service, place.region, account, prefix, i), account, place.region,
        service, service, type, category,
        format('%s-%s-%s', prefix, (array['prod', 'staging', 'dev', 'test'])[1 + cell % 4], lpad(i::text, 6, '0')),
        case when i % 10 = 3 then '{}'::jsonb else jsonb_build_object('env', (array['prod', 'staging', 'dev', 'test'])[1 + cell % 4],
          'team', 'team-' || cell % 40, 'app', 'app-' || cell % 200) end,
        jsonb_build_object('state', 'available', 'size', i % 7, 'note', md5(i::text) || md5((i + 1)::text) || md5((i + 2)::text),
          'owner', md5((i + 3)::text), 'network', jsonb_build_object('address', '10.0.0.' || i % 250, 'zone', place.region || 'a')),
        md5(i::text) || md5(i::text), now() - make_interval(mins => i), now() - make_interval(mins => (i * 7919) % 100000)
      from generate_series(0, ${count - 1}) i
      cross join lateral (select i / 100 as cell, i % 100 as slot) at
      join ${kinds} on slot between low and high
      cross join lateral (select (100000000000 + cell % ${accounts})::text as account, case when service = 'iam' then 'global' else
        (array['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-south-1', 'ap-northeast-1', 'sa-east-1', 'ca-central-1'])[1 + (cell / ${accounts}) % 8]
        end as region) place`);
    const { rowCount } = await tx.execute(sql`
      insert into edges (org_id, owner_id, kind, from_cloud_id, to_cloud_id, from_id, to_id, confidence, rule, evidence)
      select ${orgId}, f.id, kind, f.cloud_id, t.cloud_id, f.id, t.id, confidence, 'seed.' || kind, '{"seeded": true}'
      from (
        select cell * 100 + p as from_number, kind, cell * 100 + base + p % spread as to_number, 1.0::real as confidence
        from generate_series(0, ${Math.floor(count / 100) - 1}) cell, ${rules}, generate_series(low, high) p
        union all
        select cell * 100 + 9 + k, 'data', ((hashint4(cell * 100 + k + ${seed})::bigint + 2147483648) % ${count})::int, 0.6
        from generate_series(0, ${Math.floor(count / 100) - 1}) cell, generate_series(0, 21) k
        union all
        select cell * 100 + 71 + k, 'iam', cell / 100 * 10000 + 8, 1.0
        from generate_series(0, ${Math.floor(count / 100) - 1}) cell, generate_series(0, 6) k
      ) e
      join resources f on f.id = ${uuidOf(sql`from_number`)}
      join resources t on t.id = ${uuidOf(sql`to_number`)}`);
    return { connectionIds, edges: rowCount ?? 0 };
  });
  return { ...made, resourceId: (number) => idOf(`${orgId}:${seed}:${number}`) };
}

/** The first 32 hex digits of a digest, with hyphens and with version and variant of a random id. */
function idOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
