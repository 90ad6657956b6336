/** Files, streams, search and warehouses. Prices: the service's page under https://aws.amazon.com/pricing/ */
import { fixed, hoursPerMonth, per, product, times } from '../amount.ts';
import { hourly, type Line, line, tiered } from '../line.ts';
import { own } from '../own.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

function fileSystem(resource: Resource): Line[] {
  const oneZone = resource.text('availability_zone_name') !== null;
  const zone = oneZone ? 'one-zone' : 'regional';
  const mode = resource.text('throughput_mode') ?? 'bursting';
  const infrequent = resource
    .blocks('lifecycle_policy')
    .some((block) => typeof block.transition_to_ia === 'string' && block.transition_to_ia !== '');
  const provisioned = resource.number('provisioned_throughput_in_mibps') ?? 0;
  const title = oneZone ? 'one zone' : 'standard';
  return [
    line(`Storage (${title})`, 'GB', `efs/${zone}/storage`, resource.use('storage_gb')),
    ...(mode === 'provisioned'
      ? [line('Provisioned throughput', 'MBps', 'efs/provisioned-throughput', provisioned)]
      : []),
    ...(infrequent
      ? [
          line(
            `Storage (${title}, infrequent access)`,
            'GB',
            `efs/${zone}/storage-infrequent`,
            resource.use('infrequent_access_storage_gb'),
          ),
          line(
            'Read requests (infrequent access)',
            'GB',
            'efs/infrequent-requests',
            resource.use('monthly_infrequent_access_read_gb'),
          ),
          line(
            'Write requests (infrequent access)',
            'GB',
            'efs/infrequent-requests',
            resource.use('monthly_infrequent_access_write_gb'),
          ),
        ]
      : []),
  ];
}

function windowsFileSystem(resource: Resource): Line[] {
  const multi = (resource.text('deployment_type') ?? '').startsWith('MULTI_AZ');
  const disk = resource.text('storage_type') === 'HDD' ? 'HDD' : 'SSD';
  const place = multi ? 'multi-az' : 'single-az';
  return [
    line('Throughput capacity', 'MBps', `fsx/windows/throughput/${place}`, resource.number('throughput_capacity') ?? 8),
    line(
      `${disk} storage`,
      'GB',
      `fsx/windows/${disk.toLowerCase()}/${place}`,
      resource.number('storage_capacity') ?? 32,
    ),
    line('Backup storage', 'GB', `fsx/windows/backup/${place}`, resource.use('backup_storage_gb')),
  ];
}

function searchDomain(resource: Resource): Line[] {
  const type = resource.text('cluster_config.instance_type') ?? 'm4.large.elasticsearch';
  const count = resource.number('cluster_config.instance_count') ?? 1;
  const bare = (name: string) => name.replace(/\.(elasticsearch|search)$/, '');
  const lines: Line[] = [hourly(`Instance (on-demand, ${type})`, `opensearch/${bare(type)}`, count)];
  if (resource.blocks('ebs_options').some(({ ebs_enabled: on }) => on !== false))
    lines.push(...searchStorage(resource, count));
  if (resource.flag('cluster_config.dedicated_master_enabled')) {
    const master = resource.text('cluster_config.dedicated_master_type') ?? type;
    const masters = resource.number('cluster_config.dedicated_master_count') ?? 3;
    lines.push(hourly(`Dedicated master (on-demand, ${master})`, `opensearch/${bare(master)}`, masters));
  }
  if (resource.flag('cluster_config.warm_enabled')) {
    const warm = resource.text('cluster_config.warm_type') ?? '';
    const warmCount = resource.number('cluster_config.warm_count') ?? 2;
    lines.push(hourly(`UltraWarm instance (on-demand, ${warm})`, `opensearch/${bare(warm)}`, warmCount));
  }
  return lines;
}

function searchStorage(resource: Resource, count: number): Line[] {
  const type = resource.text('ebs_options.volume_type') ?? 'gp2';
  const size = (resource.number('ebs_options.volume_size') ?? 8) * count;
  const names: Record<string, string> = {
    gp2: 'general purpose SSD, gp2',
    gp3: 'general purpose SSD, gp3',
    io1: 'provisioned IOPS SSD, io1',
    standard: 'magnetic',
  };
  const iops = resource.number('ebs_options.iops');
  return [
    line(`Storage (${own(names, type) ?? type})`, 'GB', `opensearch/storage/${type}`, size),
    ...(type === 'io1'
      ? [line('Storage IOPS (io1)', 'IOPS', 'opensearch/iops/io1', Math.max(iops ?? 1, 1) * count)]
      : []),
  ];
}

function warehouse(resource: Resource): Line[] {
  const type = resource.textOr('node_type', '');
  const nodes = resource.number('number_of_nodes') ?? 1;
  const managed = type.startsWith('ra3');
  return [
    hourly(`Cluster usage (on-demand, ${type})`, `redshift/${type}`, nodes),
    ...(managed
      ? [line(`Managed storage (${type})`, 'GB', 'redshift/managed-storage', resource.use('managed_storage_gb'))]
      : []),
    line(
      `Concurrency scaling (${type})`,
      'node-seconds',
      `redshift/seconds/${type}`,
      resource.use('excess_concurrency_scaling_secs'),
      { optional: true },
    ),
    line('Spectrum', 'TB', 'redshift/spectrum', resource.use('spectrum_data_scanned_tb')),
    ...tiered(
      [
        { name: 'Backup storage (first 50 TB)', upTo: 51_200, price: 's3/standard/storage' },
        { name: 'Backup storage (next 450 TB)', upTo: 512_000, price: 's3/standard/storage-2' },
        { name: 'Backup storage (over 500 TB)', upTo: null, price: 's3/standard/storage-3' },
      ],
      'GB',
      resource.use('backup_storage_gb'),
    ),
  ];
}

function kafka(resource: Resource): Line[] {
  const type = resource.text('broker_node_group_info.instance_type') ?? '';
  const nodes = resource.number('number_of_broker_nodes') ?? 1;
  const size =
    resource.number('broker_node_group_info.storage_info.ebs_storage_info.volume_size') ??
    resource.number('broker_node_group_info.ebs_volume_size') ??
    1000;
  return [hourly(`Instance (${type})`, `msk/${type}`, nodes), line('Storage', 'GB', 'msk/storage', size * nodes)];
}

function stream(resource: Resource): Line[] {
  const onDemand = resource.text('stream_mode_details.stream_mode') === 'ON_DEMAND';
  const retention = resource.number('retention_period') ?? 24;
  const out = resource.use('monthly_on_demand_data_out_gb');
  if (onDemand)
    return [
      hourly('On-demand stream', 'kinesis/stream'),
      line('On-demand data ingested', 'GB', 'kinesis/data-in', resource.use('monthly_on_demand_data_in_gb')),
      line('On-demand data retrieval', 'GB', 'kinesis/data-out', out),
      ...(retention > 24
        ? [
            line(
              'On-demand extended retention',
              'GB',
              'kinesis/retention',
              resource.use('monthly_on_demand_extended_retention_gb'),
            ),
          ]
        : []),
    ];
  const shards = resource.number('shard_count') ?? 1;
  return [
    hourly('Provisioned shard', 'kinesis/shard', shards),
    line(
      'Provisioned PUT units',
      '1M units',
      'kinesis/put-units',
      per(resource.use('monthly_provisioned_put_units'), 1_000_000),
    ),
    ...(retention > 24 ? [hourly('Provisioned extended retention', 'kinesis/shard-retention', shards)] : []),
  ];
}

function broker(resource: Resource): Line[] {
  const engine = resource.text('engine_type') ?? 'ActiveMQ';
  const type = resource.textOr('host_instance_type', '');
  const mode = resource.text('deployment_mode') ?? 'SINGLE_INSTANCE';
  const rabbit = engine.toLowerCase() === 'rabbitmq';
  const nodes = mode === 'CLUSTER_MULTI_AZ' ? 3 : 1;
  const [place, label] =
    mode === 'SINGLE_INSTANCE' ? ['single-az', 'single_instance'] : ['multi-az', mode.toLowerCase()];
  const kind = rabbit ? 'RabbitMQ' : 'ActiveMQ';
  const store = rabbit || resource.text('storage_type') === 'ebs' ? 'ebs' : 'efs';
  const price = place === 'multi-az' && !rabbit ? `mq/active-multi/${type}` : `mq/${type}`;
  return [
    hourly(`Instance usage (${kind}, ${label}, ${type})`, price, nodes),
    line(
      `Storage (${kind}, ${store.toUpperCase()})`,
      'GB',
      `mq/storage/${store}`,
      product(resource.use('storage_size_gb'), fixed(nodes)),
    ),
  ];
}

export const dataRules: Rules = {
  aws_efs_file_system: fileSystem,
  aws_fsx_windows_file_system: windowsFileSystem,
  aws_elasticsearch_domain: searchDomain,
  aws_opensearch_domain: searchDomain,
  aws_redshift_cluster: warehouse,
  aws_msk_cluster: kafka,
  aws_kinesis_stream: stream,
  aws_kinesis_firehose_delivery_stream: (delivery) => [
    ...tiered(
      [
        { name: 'Data ingested (first 500TB)', upTo: 500_000, price: 'firehose/ingested/1' },
        { name: 'Data ingested (next 1.5PB)', upTo: 2_000_000, price: 'firehose/ingested/2' },
        { name: 'Data ingested (next 3PB)', upTo: null, price: 'firehose/ingested/3' },
      ],
      'GB',
      delivery.use('monthly_data_ingested_gb'),
    ),
    ...(delivery.flag('extended_s3_configuration.data_format_conversion_configuration.enabled')
      ? [line('Format conversion', 'GB', 'firehose/conversion', delivery.use('monthly_data_ingested_gb'))]
      : []),
  ],
  aws_mq_broker: broker,
  aws_backup_vault: (vault) => [
    line('EFS backup (warm)', 'GB', 'backup/efs-warm', vault.use('monthly_efs_warm_backup_gb')),
    line('EFS backup (cold)', 'GB', 'backup/efs-cold', vault.use('monthly_efs_cold_backup_gb')),
    line('EFS restore (warm)', 'GB', 'backup/efs-warm-restore', vault.use('monthly_efs_warm_restore_gb')),
    line('EFS restore (cold)', 'GB', 'backup/efs-cold-restore', vault.use('monthly_efs_cold_restore_gb')),
    line('EBS snapshot', 'GB', 'ebs/snapshot', vault.use('monthly_ebs_snapshot_gb')),
    line('RDS snapshot', 'GB', 'rds/backup', vault.use('monthly_rds_snapshot_gb')),
    line('DynamoDB backup', 'GB', 'dynamodb/backup', vault.use('monthly_dynamodb_backup_gb')),
    line('DynamoDB restore', 'GB', 'dynamodb/restore', vault.use('monthly_dynamodb_restore_gb')),
    line('Aurora snapshot', 'GB', 'aurora/backup', vault.use('monthly_aurora_snapshot_gb')),
  ],
  aws_glue_job: (job) => {
    const units = job.number('max_capacity') ?? job.number('number_of_workers') ?? 10;
    return [line('Duration', 'hours', 'glue/dpu-hour', times(job.use('monthly_hours'), units))];
  },
  aws_glue_crawler: (crawler) => [line('Duration', 'hours', 'glue/dpu-hour', crawler.use('monthly_hours'))],
  aws_glue_catalog_database: (database) => [
    line('Storage', '100k objects', 'glue/objects', per(database.use('monthly_objects'), 100_000)),
    line('Requests', '1M requests', 'glue/requests', per(database.use('monthly_requests'), 1_000_000)),
  ],
  aws_transfer_server: (server) => {
    const protocols = server.list('protocols');
    const names = protocols.length > 0 ? protocols.map(String) : ['SFTP'];
    return [
      ...names.map((name) => hourly(`${name} protocol enabled`, 'transfer/protocol')),
      line('Data downloaded', 'GB', 'transfer/data', server.use('monthly_data_downloaded_gb')),
      line('Data uploaded', 'GB', 'transfer/data', server.use('monthly_data_uploaded_gb')),
    ];
  },
  aws_mwaa_environment: (environment) => {
    const size = (environment.text('environment_class') ?? 'mw1.small').replace('mw1.', '');
    const hours = (path: string) => times(environment.statedOr(path, 0), hoursPerMonth);
    const name = size.charAt(0).toUpperCase() + size.slice(1);
    return [
      hourly(`Environment (${name})`, `mwaa/environment/${size}`),
      ...(environment.stated('additional_workers')
        ? [line(`Additional worker (${name})`, 'hours', `mwaa/worker/${size}`, hours('additional_workers'))]
        : []),
      ...(environment.stated('additional_schedulers')
        ? [line(`Additional scheduler (${name})`, 'hours', `mwaa/scheduler/${size}`, hours('additional_schedulers'))]
        : []),
      line('Meta database', 'GB', 'mwaa/storage', environment.use('meta_database_gb')),
    ];
  },
};
