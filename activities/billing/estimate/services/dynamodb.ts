/** DynamoDB tables and their replicas. Prices: https://aws.amazon.com/dynamodb/pricing/ */
import { type Amount, fixed, hoursPerMonth, per } from '../amount.ts';
import { type Line, line } from '../line.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

type Way = 'Read' | 'Write';

/** Capacity that is scaled starts at the least. */
function capacity(table: Resource, way: Way): { amount: Amount; scaled: boolean } {
  const target = table.side.resources.find(
    (one) =>
      one.type === 'aws_appautoscaling_target' &&
      one.text('scalable_dimension') === `dynamodb:table:${way}CapacityUnits` &&
      scales(one, table),
  );
  if (!target) return { amount: fixed(table.number(`${way.toLowerCase()}_capacity`) ?? 0), scaled: false };
  const least = fixed(target.number('min_capacity') ?? 0);
  return { amount: { ...target.statedOr('capacity', least.expected.toNumber()), usage: true }, scaled: true };
}

function scales(target: Resource, table: Resource): boolean {
  const referred = target.references('resource_id', 'aws_dynamodb_table');
  if (referred.length > 0) return referred.includes(table);
  return target.text('resource_id') === `table/${table.text('name')}`;
}

function provisioned(table: Resource): Line[] {
  const unit = (way: Way, short: string) => {
    const { amount, scaled } = capacity(table, way);
    const name = `${way} capacity unit (${short}${scaled ? ', autoscaling' : ''})`;
    return line(name, short, `dynamodb/${short.toLowerCase()}`, amount, { allMonth: true });
  };
  return [unit('Write', 'WCU'), unit('Read', 'RCU')];
}

function onDemand(table: Resource): Line[] {
  return [
    line('Write request unit (WRU)', 'WRUs', 'dynamodb/wru', table.use('monthly_write_request_units')),
    line('Read request unit (RRU)', 'RRUs', 'dynamodb/rru', table.use('monthly_read_request_units')),
  ];
}

/** What is written here is written there too, at the prices there. */
function replicas(table: Resource, paidByUse: boolean): Line[] {
  return table.blocks('replica').map((block) => {
    const region = String(block.region_name ?? table.region);
    const path = [`Global table (${region})`];
    const at = { path, region, allMonth: true };
    if (!paidByUse) {
      const amount = fixed(table.number('write_capacity') ?? 0);
      return line('Replicated write capacity unit (rWCU)', 'rWCU', 'dynamodb/rwcu', amount, at);
    }
    const written = per(table.use('monthly_write_request_units'), hoursPerMonth);
    return line('Replicated write request unit (rWRU)', 'rWRU', 'dynamodb/rwru', written, at);
  });
}

function table(resource: Resource): Line[] {
  const paidByUse = resource.text('billing_mode') === 'PAY_PER_REQUEST';
  const recovery =
    resource.flag('point_in_time_recovery.enabled') || resource.stated('pitr_backup_storage_gb') !== null;
  return [
    ...(paidByUse ? onDemand(resource) : provisioned(resource)),
    line('Data storage', 'GB', 'dynamodb/storage', resource.use('storage_gb')),
    ...(recovery
      ? [
          line(
            'Point-In-Time Recovery (PITR) backup storage',
            'GB',
            'dynamodb/pitr',
            resource.use('pitr_backup_storage_gb'),
          ),
        ]
      : []),
    line('On-demand backup storage', 'GB', 'dynamodb/backup', resource.use('on_demand_backup_storage_gb')),
    line('Table data restored', 'GB', 'dynamodb/restore', resource.use('monthly_data_restored_gb')),
    line(
      'Streams read request unit (sRRU)',
      'sRRUs',
      'dynamodb/srru',
      resource.use('monthly_streams_read_request_units'),
    ),
    ...replicas(resource, paidByUse),
  ];
}

export const dynamodbRules: Rules = { aws_dynamodb_table: table };
