/** Aurora, DocumentDB and Neptune: storage apart from instances. Prices: https://aws.amazon.com/rds/aurora/pricing/ */
import { type Amount, fixed, hoursPerMonth, per, product, sum, times } from '../amount.ts';
import { hourly, type Line, line } from '../line.ts';
import type { Resource } from '../resource.ts';
import { byName, vcpus } from './instances.ts';
import { databaseUsage, extendedSupport, insights } from './rds.ts';
import type { Rules } from './rule.ts';

const optimised = (cluster: Resource) => cluster.text('storage_type') === 'aurora-iopt1';

function cluster(resource: Resource): Line[] | null {
  const engine = resource.textOr('engine', 'aurora');
  if (!engine.startsWith('aurora')) return null;
  const serverless = resource.text('engine_mode') === 'serverless';
  const acu = times(resource.use('capacity_units_per_hr'), hoursPerMonth);
  const storage = optimised(resource)
    ? line('Storage (I/O-optimized)', 'GB', 'aurora/storage-io-optimised', resource.use('storage_gb'))
    : line('Storage', 'GB', 'aurora/storage', resource.use('storage_gb'));
  return [
    ...(serverless ? [line('Aurora serverless', 'ACU-hours', 'aurora/serverless', acu)] : []),
    storage,
    line('I/O requests', '1M requests', optimised(resource) ? 'free' : 'aurora/io-requests', ioRequests(resource)),
    ...backup(resource),
    ...(engine === 'aurora-mysql' && !serverless ? backtrack(resource) : []),
    line('Snapshot export', 'GB', 'aurora/snapshot-export', resource.use('snapshot_export_size_gb')),
  ];
}

const ioRequests = (resource: Resource): Amount =>
  times(
    per(sum(resource.use('write_requests_per_sec'), resource.use('read_requests_per_sec')), 1_000_000),
    hoursPerMonth * 3600,
  );

/** The first day of backup is included. */
function backup(resource: Resource): Line[] {
  const kept = (resource.number('backup_retention_period') ?? 1) - 1;
  if (kept <= 0) return [];
  return [line('Backup storage', 'GB', 'aurora/backup', times(resource.use('backup_snapshot_size_gb'), kept))];
}

function backtrack(resource: Resource): Line[] {
  const records = product(
    resource.use('average_statements_per_hr'),
    resource.use('change_records_per_statement'),
    resource.use('backtrack_window_hrs'),
    fixed(hoursPerMonth),
  );
  return [line('Backtrack', '1M change-records', 'aurora/backtrack', per(records, 1_000_000), { optional: true })];
}

const clusterOf = (instance: Resource, type: string) =>
  instance.reference('cluster_identifier', type) ??
  byName(instance, type, instance.text('cluster_identifier'), 'cluster_identifier');

function clusterInstance(instance: Resource): Line[] {
  const owner = clusterOf(instance, 'aws_rds_cluster');
  const io = owner !== null && optimised(owner);
  const key = io ? 'aurora-io-optimised' : 'aurora';
  if (instance.text('instance_class') === 'db.serverless')
    return [serverlessV2(instance, owner, key), ...insights(instance)];
  const usage = databaseUsage(instance, io ? 'aurora/io-optimised' : 'rds/aurora/single-az', '');
  const credits = instance.stated('monthly_cpu_credit_hrs');
  const burst = /^db\.t[34]/.test(instance.text('instance_class') ?? '');
  const each = instance.statedOr('vcpu_count', vcpus(instance.text('instance_class') ?? ''));
  const engine = instance.text('engine') ?? owner?.text('engine') ?? '';
  const support = engine === 'aurora-postgresql' ? 'postgres' : 'aurora-mysql';
  return [
    usage,
    ...insights(instance),
    ...(burst && credits
      ? [line('CPU credits', 'vCPU-hours', 'aurora/cpu-credits', product(instance.use('monthly_cpu_credit_hrs'), each))]
      : []),
    ...extendedSupport(instance, support),
  ];
}

/** Never under the smallest capacity that the cluster keeps, never over its largest. */
function serverlessV2(instance: Resource, owner: Resource | null, price: string): Line {
  const name = 'Aurora serverless v2';
  const stated = instance.stated('capacity_units_per_hr') ?? owner?.stated('capacity_units_per_hr') ?? null;
  if (stated) return line(name, 'ACU-hours', price, { ...times(fixed(stated), hoursPerMonth), usage: true });
  const least = owner?.number('serverlessv2_scaling_configuration.min_capacity') ?? 0.5;
  const most = owner?.number('serverlessv2_scaling_configuration.max_capacity') ?? Math.max(1, least);
  const [low, high] = [fixed(least * hoursPerMonth), fixed(most * hoursPerMonth)];
  const assumed = [`capacity: ${least} to ${most} ACU, expected ${least}`];
  return line(name, 'ACU-hours', price, { ...low, high: high.high, stated: false, usage: true, assumed });
}

/** DocumentDB and Neptune bill alike. */
const documentCluster =
  (service: 'docdb' | 'neptune'): ((cluster: Resource) => Line[]) =>
  (resource) => {
    const kept = (resource.number('backup_retention_period') ?? 1) - 1;
    const backups = line('Backup storage', 'GB', `${service}/backup`, resource.use('backup_storage_gb'));
    if (service === 'docdb') return [backups];
    return [
      line('Storage', 'GB', 'neptune/storage', resource.use('storage_gb')),
      line('I/O requests', '1M request', 'neptune/io-requests', per(resource.use('monthly_io_requests'), 1_000_000)),
      ...(kept > 0 ? [backups] : []),
    ];
  };

export const auroraRules: Rules = {
  aws_rds_cluster: cluster,
  aws_rds_cluster_instance: clusterInstance,
  aws_docdb_cluster: documentCluster('docdb'),
  aws_docdb_cluster_instance: (instance) => {
    const type = instance.textOr('instance_class', '');
    const credits = instance.stated('monthly_cpu_credit_hrs');
    return [
      hourly(`Database instance (on-demand, ${type})`, `docdb/instance/${type}`),
      line('Storage', 'GB', 'docdb/storage', instance.use('data_storage_gb')),
      line('I/O', '1M requests', 'docdb/io-requests', per(instance.use('monthly_io_requests'), 1_000_000)),
      ...(/^db\.t[34]/.test(type) && credits
        ? [
            line(
              'CPU credits',
              'vCPU-hours',
              'docdb/cpu-credits',
              times(instance.use('monthly_cpu_credit_hrs'), vcpus(type)),
            ),
          ]
        : []),
    ];
  },
  aws_docdb_cluster_snapshot: (snapshot) => [
    line('Backup storage', 'GB', 'docdb/backup', snapshot.use('backup_storage_gb')),
  ],
  aws_neptune_cluster: documentCluster('neptune'),
  aws_neptune_cluster_instance: (instance) => {
    const type = instance.textOr('instance_class', '');
    const credits = instance.stated('monthly_cpu_credit_hrs');
    return [
      hourly(`Database instance (on-demand, ${type})`, `neptune/instance/${type}`, instance.number('count') ?? 1),
      ...(/^db\.t[34]/.test(type) && credits
        ? [
            line(
              'CPU credits',
              'vCPU-hours',
              'neptune/cpu-credits',
              times(instance.use('monthly_cpu_credit_hrs'), vcpus(type)),
            ),
          ]
        : []),
    ];
  },
  aws_neptune_cluster_snapshot: (snapshot) => [
    line('Backup storage', 'GB', 'neptune/backup', snapshot.use('backup_storage_gb')),
  ],
};
