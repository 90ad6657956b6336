/** ElastiCache, MemoryDB's neighbour. Prices: https://aws.amazon.com/elasticache/pricing/ */
import { fixed, hoursPerMonth, times } from '../amount.ts';
import { type Line, line } from '../line.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

function nodes(cache: Resource, count: number): Line[] {
  const type = cache.textOr('node_type', '');
  const hours = fixed(count * hoursPerMonth);
  const term = cache.option('reserved_instance_term');
  const payment = cache.option('reserved_instance_payment_option') ?? 'no_upfront';
  if (term && payment !== 'no_upfront') cache.note('reserved: what is paid once, up front, is not part of a month');
  const reserved = payment === 'all_upfront' ? 'free' : `elasticache/reserved/${term}/${payment}/${type}`;
  const price = term ? reserved : `elasticache/${type}`;
  const lines = [line(`ElastiCache (${term ? 'reserved' : 'on-demand'}, ${type})`, 'hours', price, hours)];
  // One snapshot is included.
  const kept = (cache.number('snapshot_retention_limit') ?? 0) - 1;
  if (kept > 0 && cache.text('engine') !== 'memcached')
    lines.push(line('Backup storage', 'GB', 'elasticache/backup', times(cache.use('snapshot_storage_size_gb'), kept)));
  return lines;
}

/** A member is paid with its group. */
const isMember = (cluster: Resource) =>
  cluster.text('replication_group_id') !== null ||
  cluster.references('replication_group_id', 'aws_elasticache_replication_group').length > 0;

function groupSize(group: Resource): number {
  const shards = group.number('cluster_mode.num_node_groups') ?? group.number('num_node_groups');
  const replicas = group.number('cluster_mode.replicas_per_node_group') ?? group.number('replicas_per_node_group');
  if (shards !== null || replicas !== null) return (shards ?? 1) * ((replicas ?? 0) + 1);
  return group.number('num_cache_clusters') ?? group.number('number_cache_clusters') ?? 1;
}

export const cacheRules: Rules = {
  aws_elasticache_cluster: (cluster) =>
    isMember(cluster) ? [] : nodes(cluster, cluster.numberOr('num_cache_nodes', 1)),
  aws_elasticache_replication_group: (group) => {
    const lines = nodes(group, groupSize(group));
    const scaled = group.side.resources.find(
      (one) =>
        one.type === 'aws_appautoscaling_target' &&
        one.references('resource_id', 'aws_elasticache_replication_group').includes(group),
    );
    if (scaled) group.note('scaled automatically: estimated with the nodes it starts with');
    return lines;
  },
};
