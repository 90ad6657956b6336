/** EC2 instances, and what starts them: launch templates, groups. Prices: https://aws.amazon.com/ec2/pricing/ */
import { type Amount, fixed, hoursPerMonth, product, times } from '../amount.ts';
import { hourly, type Line, line } from '../line.ts';
import { own } from '../own.ts';
import { member, type Resource, type Values } from '../resource.ts';
import type { Rules } from './rule.ts';
import { type Volume, volumeLines, volumeOf } from './volumes.ts';

export type Machine = {
  type: string;
  tenancy: string;
  hosted: boolean;
  spot: boolean;
  credits: string | null;
  monitoring: boolean;
  ebsOptimized: boolean;
  root: Volume | null;
  /** In order, with the device they are at. */
  disks: { device: string; volume: Volume }[];
  diskPath: string;
};

const systems: Record<string, { key: string; name: string }> = {
  linux: { key: 'linux', name: 'Linux/UNIX' },
  windows: { key: 'windows', name: 'Windows' },
  rhel: { key: 'rhel', name: 'Red Hat Enterprise Linux' },
  suse: { key: 'suse', name: 'SUSE' },
};

const blank: Machine = {
  type: '',
  tenancy: 'default',
  hosted: false,
  spot: false,
  credits: null,
  monitoring: false,
  ebsOptimized: false,
  root: null,
  disks: [],
  diskPath: 'ebs_block_device',
};

const word = (values: unknown, path: string): string | null => {
  const value = member(values, path);
  return typeof value === 'string' && value !== '' ? value : null;
};
const on = (values: unknown, path: string) => ['true', true].includes(member(values, path) as string | boolean);

/** What a launch template gives, where the instance itself says nothing. */
export function templateMachine(template: Resource | null): Machine {
  if (!template) return blank;
  const { values } = template;
  return {
    ...blank,
    type: word(values, 'instance_type') ?? '',
    tenancy: word(values, 'placement.tenancy') ?? 'default',
    hosted: word(values, 'placement.host_id') !== null,
    spot: word(values, 'instance_market_options.market_type') === 'spot',
    credits: word(values, 'credit_specification.cpu_credits'),
    monitoring: on(values, 'monitoring.enabled'),
    ebsOptimized: on(values, 'ebs_optimized'),
    disks: template
      .blocks('block_device_mappings')
      .filter((block) => member(block, 'ebs') !== undefined)
      .map((block) => ({ device: String(block.device_name ?? ''), volume: volumeOf(member(block, 'ebs')) })),
    diskPath: 'block_device_mapping',
  };
}

/** An instance, or a launch configuration: both name things alike. */
export function instanceMachine(resource: Resource, template: Machine = blank): Machine {
  const { values } = resource;
  const own = inWrittenOrder(resource, 'ebs_block_device');
  const devices = new Map(template.disks.map(({ device, volume }) => [device, volume]));
  const disks = own.map((block) => {
    const device = String(block.device_name ?? '');
    const under = devices.get(device);
    devices.delete(device);
    return { device, volume: under ? over(under, block) : volumeOf(block) };
  });
  const written = (path: string) => typeof member(values, path) === 'boolean';
  return {
    ...template,
    type: word(values, 'instance_type') ?? template.type,
    tenancy: word(values, 'tenancy') ?? word(values, 'placement_tenancy') ?? template.tenancy,
    hosted: template.hosted || isHosted(resource),
    spot: template.spot || word(values, 'spot_price') !== null,
    credits: word(values, 'credit_specification.cpu_credits') ?? template.credits,
    monitoring: written('monitoring') || written('enable_monitoring') ? monitored(values) : template.monitoring,
    ebsOptimized: written('ebs_optimized') ? on(values, 'ebs_optimized') : template.ebsOptimized,
    root: volumeOf(member(values, 'root_block_device')),
    disks: [...disks, ...[...devices].map(([device, volume]) => ({ device, volume }))],
    diskPath: 'ebs_block_device',
  };
}

const monitored = (values: Values) => on(values, 'monitoring') || on(values, 'enable_monitoring');
const isHosted = (resource: Resource) =>
  resource.text('host_id') !== null || resource.reference('host_id', 'aws_ec2_host') !== null;

const over = (template: Volume, block: Values): Volume => {
  const own = volumeOf(block, template.size);
  const type = word(block, 'volume_type') ?? template.type;
  return { ...own, type, iops: own.iops ?? template.iops, throughput: own.throughput ?? template.throughput };
};

/** A plan keeps these blocks as a set; people know them in the order in which they wrote them. */
function inWrittenOrder(resource: Resource, argument: string): Values[] {
  const written = resource.side.configuration
    .blocks(resource.address, argument)
    .map((block) => word(block, 'device_name.constant_value'));
  const place = (block: Values) => written.indexOf(word(block, 'device_name'));
  return resource.blocks(argument).sort((a, b) => place(a) - place(b));
}

/** @param hours of one machine; @param count machines */
export function machineLines(resource: Resource, machine: Machine, count: Amount = fixed(1)): Line[] {
  const many = count.expected.toNumber();
  const lines = machine.hosted || machine.tenancy === 'host' ? [] : running(resource, machine, count);
  if (machine.root) lines.push(...volumeLines(machine.root, resource, ['root_block_device'], many));
  for (const [index, { volume }] of machine.disks.entries())
    lines.push(...volumeLines(volume, resource, [`${machine.diskPath}[${index}]`], many));
  return lines;
}

function running(resource: Resource, machine: Machine, count: Amount): Line[] {
  const { type } = machine;
  const hours = product(count, resource.statedOr('monthly_hrs', hoursPerMonth));
  const lines = [usageLine(resource, machine, { ...hours, usage: false })];
  if (machine.ebsOptimized)
    lines.push(line('EBS-optimized usage', 'hours', `ec2/ebs-optimized/${type}`, hours, { optional: true }));
  if (machine.monitoring) lines.push(line('EC2 detailed monitoring', 'metrics', 'cloudwatch/metric', times(count, 7)));
  const family = type.split('.')[0] ?? '';
  const credits = machine.credits ?? (/^t[34]/.test(family) ? 'unlimited' : 'standard');
  if (/^t[234]/.test(family) && credits === 'unlimited' && resource.stated('monthly_cpu_credit_hrs')) {
    const used = product(resource.use('monthly_cpu_credit_hrs'), resource.statedOr('vcpu_count', vcpus(type)));
    lines.push(line('CPU credits', 'vCPU-hours', `ec2/cpu-credits/${family}`, product(used, count)));
  }
  return lines;
}

/** Of burstable types: two up to large, then in step with the size. */
export function vcpus(type: string): number {
  const many = /\.(\d*)xlarge$/.exec(type);
  return many ? Number(many[1] || 1) * 4 : 2;
}

function usageLine(resource: Resource, { type, tenancy, spot }: Machine, hours: Amount): Line {
  const system = own(systems, resource.option('operating_system') ?? 'linux') ?? systems.linux;
  const { key, name } = system ?? { key: 'linux', name: 'Linux/UNIX' };
  const term = resource.option('reserved_instance_term');
  const place = tenancy === 'dedicated' ? 'dedicated' : 'shared';
  if (spot) return line(`Instance usage (${name}, spot, ${type})`, 'hours', `ec2/spot/${key}/${type}`, hours);
  if (!term) return line(`Instance usage (${name}, on-demand, ${type})`, 'hours', `ec2/${key}/${place}/${type}`, hours);
  const kind = resource.option('reserved_instance_type') ?? 'standard';
  const payment = resource.option('reserved_instance_payment_option') ?? 'no_upfront';
  if (payment !== 'no_upfront') resource.note('reserved: what is paid once, up front, is not part of a month');
  const reserved = `ec2/reserved/${key}/${place}/${kind}/${term}/${payment}/${type}`;
  const all = payment === 'all_upfront' ? 'free' : reserved;
  return line(`Instance usage (${name}, reserved, ${type})`, 'hours', all, hours);
}

/** By id or by name, as the block says. */
export const templateOf = (resource: Resource, argument: string): Resource | null =>
  resource.reference(argument, 'aws_launch_template') ??
  byName(resource, 'aws_launch_template', resource.text(`${argument}.name`));

export const byName = (resource: Resource, type: string, name: string | null, key = 'name'): Resource | null =>
  (name && resource.side.resources.find((one) => one.type === type && one.text(key) === name)) || null;

export const instanceRules: Rules = {
  aws_instance: (resource) => {
    const machine = instanceMachine(resource, templateMachine(templateOf(resource, 'launch_template')));
    return machine.type || machine.hosted ? machineLines(resource, machine) : null;
  },
  aws_ec2_host: (resource) => {
    const family = resource.text('instance_family') ?? resource.text('instance_type')?.split('.')[0];
    if (!family) return null;
    return [hourly(`EC2 Dedicated Host (on-demand, ${family})`, `ec2/host/${family}`)];
  },
};
