/** How much of an account is under code. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { heldElsewhere } from './held-elsewhere.ts';
import type { ResourceCategory } from './model/estate.ts';
import { isDrift } from './resource-filters.ts';
import { connections, resources, stateResources } from './schema/index.ts';

/**
 * What comes with an account or with another resource, by itself, and goes with it: nobody would write code for it, so
 * it is no gap in the coverage. As long as no state holds it; then it counts like everything else.
 *
 * - the default VPC of a region, its subnets, every VPC's default security group, network ACL and main route table
 * - service-linked roles, and policies that AWS keeps
 * - interfaces that AWS services or instances keep, the disk that an instance was started from and goes with it
 * - instances that an auto-scaling group starts and ends
 *
 * Never null: what lacks an attribute would be counted as neither.
 */
const comesByItself: SQL = sql`coalesce(
  ${resources.attributes}->>'isDefault' = 'true'
  or (${resources.nativeType} = 'AWS::EC2::SecurityGroup' and ${resources.name} = 'default')
  or (${resources.nativeType} = 'AWS::EC2::RouteTable' and ${resources.attributes}->>'main' = 'true')
  or (${resources.nativeType} = 'AWS::IAM::Role' and ${resources.cloudId} ~ ':role/(aws-service-role|aws-reserved)/')
  or (${resources.nativeType} like 'AWS::IAM::%Policy' and ${resources.cloudId} like 'arn:%:iam::aws:policy/%')
  or (${resources.nativeType} = 'AWS::EC2::NetworkInterface'
    and (${resources.attributes} ? 'managedBy' or ${resources.attributes} ? 'instanceId'))
  or (${resources.nativeType} = 'AWS::EC2::Volume'
    and ${resources.attributes}->>'deleteOnTermination' = 'true' and jsonb_array_length(coalesce(nullif(${resources.attributes}->'attachedTo', 'null'), '[]')) > 0)
  or (${resources.nativeType} = 'AWS::EC2::Instance' and ${resources.tags} ? 'aws:autoscaling:groupName'),
  false)`;

export type CoverageCounts = { codified: number; drifted: number; unmanaged: number; byItself: number };

export type Coverage = CoverageCounts & {
  byCategory: (CoverageCounts & { category: ResourceCategory })[];
};

/** @throws AuroraError `not_found` */
export async function connectionCoverage(tx: Tx, connectionId: string): Promise<Coverage> {
  const [known] = await tx.select({ id: connections.id }).from(connections).where(eq(connections.id, connectionId));
  if (!known) throw notFound('connection');
  // A thing may have several rows: its own and its companions', in more than one project. One that differs is enough.
  const parts = unionAll(
    tx
      .select({ cloudId: stateResources.cloudId, drifted: isDrift(stateResources.drift).as('drifted') })
      .from(stateResources),
    tx
      .select({
        cloudId: sql<string | null>`h.cloud_id`.as('cloud_id'),
        drifted: sql<boolean>`h.drifted`.as('drifted'),
      })
      .from(sql`${heldElsewhere()} h`),
  ).as('parts');
  const held = tx
    .select({ cloudId: parts.cloudId, drifted: sql<boolean>`bool_or(${parts.drifted})`.as('drifted') })
    .from(parts)
    .groupBy(parts.cloudId)
    .as('held');
  const count = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
  const rows = await tx
    .select({
      category: resources.category,
      codified: count(sql`not ${held.drifted}`),
      drifted: count(sql`${held.drifted}`),
      unmanaged: count(sql`${held.cloudId} is null and not ${comesByItself}`),
      byItself: count(sql`${held.cloudId} is null and ${comesByItself}`),
    })
    .from(resources)
    .leftJoin(held, eq(held.cloudId, resources.cloudId))
    .where(and(eq(resources.connectionId, connectionId), isNull(resources.deletedAt)))
    .groupBy(resources.category)
    .orderBy(resources.category);
  const sum = (key: keyof CoverageCounts) => rows.reduce((total, row) => total + row[key], 0);
  return {
    codified: sum('codified'),
    drifted: sum('drifted'),
    unmanaged: sum('unmanaged'),
    byItself: sum('byItself'),
    byCategory: rows,
  };
}
