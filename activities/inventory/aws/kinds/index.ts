/** Every listing that has a file of its own. A new one is added here and in docs/inventory.md, which a test compares. */
import type { AwsKind } from '../kind.ts';
import { autoScalingGroups } from './auto-scaling.ts';
import { distributions } from './cloudfront.ts';
import { alarms } from './cloudwatch.ts';
import { images, instances, snapshots, volumes } from './ec2-instances.ts';
import { repositories } from './ecr.ts';
import { ecsClusters, ecsServices } from './ecs.ts';
import { eksClusters, nodegroups } from './eks.ts';
import { cacheClusters, cacheSubnetGroups, replicationGroups } from './elasticache.ts';
import {
  addresses,
  internetGateways,
  natGateways,
  networkInterfaces,
  peeringConnections,
  vpcEndpoints,
} from './gateways.ts';
import { instanceProfiles, policies, roles } from './iam.ts';
import { keyAliases, keys } from './kms.ts';
import { eventSources, functions } from './lambda.ts';
import { loadBalancers, targetGroups } from './load-balancers.ts';
import { queues, topics } from './messaging.ts';
import { dbClusters, dbInstances, dbSubnetGroups } from './rds.ts';
import { records, zones } from './route53.ts';
import { secretNames } from './secrets.ts';
import { buckets, tables } from './storage.ts';
import { routeTables, securityGroups, subnets, vpcs } from './vpc.ts';

export const awsKinds: AwsKind[] = [
  ...[instances, volumes, snapshots, images],
  ...[vpcs, subnets, routeTables, securityGroups],
  ...[internetGateways, natGateways, vpcEndpoints, peeringConnections, addresses, networkInterfaces],
  ...[loadBalancers, targetGroups, autoScalingGroups],
  ...[dbInstances, dbClusters, dbSubnetGroups],
  ...[buckets, tables],
  ...[functions, eventSources],
  ...[queues, topics],
  ...[ecsClusters, ecsServices, eksClusters, nodegroups, repositories],
  ...[roles, policies, instanceProfiles],
  ...[keys, keyAliases, secretNames],
  ...[zones, records, distributions],
  ...[alarms],
  ...[cacheClusters, replicationGroups, cacheSubnetGroups],
];
