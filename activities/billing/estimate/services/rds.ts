/** RDS instances. Prices: https://aws.amazon.com/rds/pricing/ */
import { hoursPerMonth, per, product, times } from '../amount.ts';
import { type Line, line } from '../line.ts';
import { own } from '../own.ts';
import type { Resource } from '../resource.ts';
import { vcpus } from './instances.ts';
import type { Rules } from './rule.ts';
import { extendedSupportOf } from './support.ts';

/** The price list of an engine, and the engine whose versions decide about extended support. */
function engineOf(instance: Resource): { price: string; support: string } {
  const source = instance.reference('replicate_source_db', 'aws_db_instance');
  const engine = instance.text('engine') ?? source?.text('engine') ?? 'mysql';
  const byol = instance.text('license_model') === 'bring-your-own-license';
  if (engine === 'aurora' || engine === 'aurora-mysql') return { price: 'aurora', support: 'aurora-mysql' };
  if (engine === 'aurora-postgresql') return { price: 'aurora', support: 'postgres' };
  const oracle = /^(oracle-(?:se1|se2|se|ee))(?:-cdb)?$/.exec(engine)?.[1];
  if (oracle === 'oracle-se1' || oracle === 'oracle-se2')
    return { price: byol ? 'oracle-byol' : oracle, support: engine };
  if (oracle) return { price: 'oracle-byol', support: engine };
  return { price: engine, support: engine };
}

const storageNames: Record<string, string> = {
  gp2: 'Storage (general purpose SSD, gp2)',
  gp3: 'Storage (general purpose SSD, gp3)',
  io1: 'Storage (provisioned IOPS SSD, io1)',
  io2: 'Storage (provisioned IOPS SSD, io2)',
  standard: 'Storage (magnetic)',
};

function storage(instance: Resource, place: string, engine: string): Line[] {
  const iops = instance.number('iops');
  const type = instance.text('storage_type') ?? (iops ? 'io1' : 'gp2');
  const provisioned = type === 'io1' || type === 'io2';
  const size = Math.max(instance.numberOr('allocated_storage', 20), provisioned ? 100 : 0);
  const name = own(storageNames, type) ?? `Storage (${type})`;
  const lines = [line(name, 'GB', `rds/storage/${type}/${place}`, size)];
  if (provisioned)
    lines.push(line('Provisioned IOPS', 'IOPS', `rds/iops/${type}/${place}`, Math.max(iops ?? 1000, 1000)));
  if (type === 'standard')
    lines.push(
      line(
        'I/O requests',
        '1M requests',
        'rds/io-requests',
        per(instance.use('monthly_standard_io_requests'), 1_000_000),
      ),
    );
  if (type === 'gp3') lines.push(...aboveBaseline(instance, place, engine, size));
  return lines;
}

/** gp3 includes more from a size on, at which RDS stripes over four volumes (SQL Server does not). */
function aboveBaseline(instance: Resource, place: string, engine: string, size: number): Line[] {
  const striped = !engine.startsWith('sqlserver') && size >= (engine.startsWith('oracle') ? 200 : 400);
  const [iops, throughput] = striped ? [12_000, 500] : [3000, 125];
  const more = (instance.number('iops') ?? 0) - iops;
  const faster = (instance.number('storage_throughput') ?? 0) - throughput;
  const text = iops.toLocaleString('en-US');
  return [
    ...(more > 0 ? [line(`Provisioned GP3 IOPS (above ${text})`, 'IOPS', `rds/iops/gp3/${place}`, more)] : []),
    ...(faster > 0
      ? [line(`Provisioned GP3 throughput (above ${throughput})`, 'MBps', `rds/throughput/gp3/${place}`, faster)]
      : []),
  ];
}

export function databaseUsage(instance: Resource, key: string, label: string): Line {
  const type = instance.textOr('instance_class', '');
  const hours = { ...instance.statedOr('monthly_hrs', hoursPerMonth), usage: false };
  const term = instance.option('reserved_instance_term');
  const place = label ? `${label}, ` : '';
  if (!term) return line(`Database instance (on-demand, ${place}${type})`, 'hours', `${key}/${type}`, hours);
  const payment = instance.option('reserved_instance_payment_option') ?? 'no_upfront';
  if (payment !== 'no_upfront') instance.note('reserved: what is paid once, up front, is not part of a month');
  const price = payment === 'all_upfront' ? 'free' : `reserved/${term}/${payment}/${key}/${type}`;
  return line(`Database instance (reserved, ${place}${type})`, 'hours', price, hours);
}

function backup(instance: Resource, aurora: boolean): Line[] {
  const kept = (instance.number('backup_retention_period') ?? 0) > 0;
  if (!kept && !instance.stated('additional_backup_storage_gb')) return [];
  const price = aurora ? 'aurora/backup' : 'rds/backup';
  return [line('Additional backup storage', 'GB', price, instance.use('additional_backup_storage_gb'))];
}

export function insights(instance: Resource): Line[] {
  const type = instance.text('instance_class') ?? '';
  if (!instance.flag('performance_insights_enabled')) return [];
  const long = (instance.number('performance_insights_retention_period') ?? 7) > 7;
  const family = type.split('.').slice(0, 2).join('.');
  const requests = per(instance.use('monthly_additional_performance_insights_requests'), 1000);
  return [
    ...(long
      ? [
          line(
            `Performance Insights Long Term Retention (${type})`,
            'vCPU-month',
            `rds/insights/${family}`,
            vcpus(type),
          ),
        ]
      : []),
    line('Performance Insights API', '1000 requests', 'rds/insights-api', requests),
  ];
}

export function credits(instance: Resource): Line[] {
  const type = instance.text('instance_class') ?? '';
  if (!/^db\.t[34]/.test(type) || !instance.stated('monthly_cpu_credit_hrs')) return [];
  return [
    line('CPU credits', 'vCPU-hours', 'rds/cpu-credits', times(instance.use('monthly_cpu_credit_hrs'), vcpus(type))),
  ];
}

export function extendedSupport(instance: Resource, support: string): Line[] {
  const type = instance.text('instance_class') ?? '';
  const year = extendedSupportOf(support, instance.text('engine_version'), instance.side.on);
  if (!year) return [];
  const amount = product(instance.statedOr('monthly_hrs', hoursPerMonth), instance.statedOr('vcpu_count', vcpus(type)));
  const name = `Extended support (${year})`;
  return [line(name, 'vCPU-hours', `rds/extended-support/${year}`, { ...amount, usage: false })];
}

function database(instance: Resource): Line[] {
  const { price, support } = engineOf(instance);
  const [place, label] = instance.flag('multi_az') ? ['multi-az', 'Multi-AZ'] : ['single-az', 'Single-AZ'];
  return [
    databaseUsage(instance, `rds/${price}/${place}`, label),
    ...storage(instance, place, price),
    ...extendedSupport(instance, support),
    ...backup(instance, price === 'aurora'),
    ...insights(instance),
    ...credits(instance),
  ];
}

export const rdsRules: Rules = {
  aws_db_instance: database,
  aws_db_snapshot: (snapshot) => {
    const size = snapshot.reference('db_instance_identifier', 'aws_db_instance')?.number('allocated_storage');
    return [line('Snapshot storage', 'GB', 'rds/backup', size ?? 20)];
  },
};
