/**
 * What costs money for nothing, as far as the inventory's attributes prove it. A rule that cannot be proven, because a
 * listing was denied or an attribute is not read, finds nothing. `r` is the resource.
 */
import { type SQL, sql } from 'drizzle-orm';

export type FindingRule = {
  rule: string;
  nativeType: string;
  title: string;
  proof: SQL;
  /** Attributes that prove it, for people to see. */
  evidence: string[];
  /** Whose cost would go: its own, that of the disks which are attached to it, or what nobody can tell from a bill. */
  saves: 'itself' | 'its_volumes' | 'unknown';
  /** What to ask the agent for; `{name}` is the resource's. */
  request: string;
};

const snapshotAgeDays = 180;
const oldFamilies = '^(t1|t2|m1|m2|m3|m4|c1|c3|c4|r3|r4|i2|d2|g2|g3|p2|x1)[.]';

export const findingRules: FindingRule[] = [
  {
    rule: 'unattached_volume',
    nativeType: 'AWS::EC2::Volume',
    title: 'A disk that is attached to nothing',
    proof: sql`r.attributes->>'state' = 'available'`,
    evidence: ['state', 'sizeGb', 'volumeType', 'attachedTo'],
    saves: 'itself',
    request: 'Delete the EBS volume {name}, which is attached to nothing. Take a snapshot of it first.',
  },
  {
    rule: 'unassociated_address',
    nativeType: 'AWS::EC2::EIP',
    title: 'A public address that nothing uses',
    proof: sql`r.attributes->>'associated' = 'false'`,
    evidence: ['associated', 'publicIp'],
    saves: 'itself',
    request: 'Release the Elastic IP address {name}, which nothing uses.',
  },
  {
    rule: 'old_snapshot',
    nativeType: 'AWS::EC2::Snapshot',
    title: `A snapshot of a disk that is gone, older than ${snapshotAgeDays} days`,
    // Gone, and not only unknown: the volumes of its account and region are listed.
    proof: sql`r.cloud_created_at < now() - make_interval(days => ${snapshotAgeDays}::int)
      and exists (select 1 from resources v where v.connection_id = r.connection_id and v.account = r.account
        and v.region = r.region and v.native_type = 'AWS::EC2::Volume')
      and not exists (select 1 from resources v where v.org_id = r.org_id and v.deleted_at is null
        and v.native_type = 'AWS::EC2::Volume' and v.cloud_id like '%/' || (r.attributes->>'volumeId'))`,
    evidence: ['volumeId', 'sizeGb', 'description'],
    saves: 'itself',
    request: 'Delete the EBS snapshot {name}, whose volume is gone, unless something still needs it.',
  },
  {
    rule: 'stopped_instance',
    nativeType: 'AWS::EC2::Instance',
    title: 'A stopped server whose disks are still paid for',
    proof: sql`r.attributes->>'state' = 'stopped' and exists (
      select 1 from resources v where v.org_id = r.org_id and v.native_type = 'AWS::EC2::Volume'
        and v.deleted_at is null and jsonb_exists(v.attributes->'attachedTo', substring(r.cloud_id from '[^/]+$')))`,
    evidence: ['state', 'instanceType'],
    saves: 'its_volumes',
    request: 'The instance {name} is stopped. Take snapshots of its disks, then terminate it.',
  },
  {
    rule: 'load_balancer_without_targets',
    nativeType: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    title: 'A load balancer with nothing behind it',
    // Every group of it was read, and each is empty. One without groups may redirect, so it is left alone.
    proof: sql`(select bool_and(jsonb_typeof(t.attributes->'targets') = 'array' and t.attributes->'targets' = '[]')
      from resources t where t.org_id = r.org_id and t.deleted_at is null
        and t.native_type = 'AWS::ElasticLoadBalancingV2::TargetGroup'
        and jsonb_exists(t.attributes->'loadBalancers', r.cloud_id))`,
    evidence: ['type', 'scheme', 'state'],
    saves: 'itself',
    request: 'Delete the load balancer {name}: none of its target groups has a target.',
  },
  {
    rule: 'idle_nat_gateway',
    nativeType: 'AWS::EC2::NatGateway',
    title: 'A NAT gateway that no route leads to',
    proof: sql`exists (select 1 from resources t where t.org_id = r.org_id and t.deleted_at is null
        and t.native_type = 'AWS::EC2::RouteTable' and t.attributes->>'vpcId' = r.attributes->>'vpcId')
      and not exists (select 1 from edges e where e.org_id = r.org_id and e.to_cloud_id = r.cloud_id and e.kind = 'routes_to')`,
    evidence: ['vpcId', 'subnetId', 'state'],
    saves: 'itself',
    request: 'Delete the NAT gateway {name}, which no route table leads to.',
  },
  {
    rule: 'previous_generation',
    nativeType: 'AWS::EC2::Instance',
    title: 'A server of a previous generation',
    proof: sql`r.attributes->>'state' = 'running' and r.attributes->>'instanceType' ~ ${oldFamilies}`,
    evidence: ['instanceType'],
    saves: 'unknown',
    request: 'Move the instance {name} to the current generation of its type, and tell me what that changes in cost.',
  },
];
