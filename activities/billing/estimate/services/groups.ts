/** Many machines of one description: Auto Scaling groups, EKS node groups. */
import { type Amount, fixed, hoursPerMonth, times } from '../amount.ts';
import { type Line, line } from '../line.ts';
import type { Resource } from '../resource.ts';
import { byName, instanceMachine, type Machine, machineLines, templateMachine, templateOf } from './instances.ts';
import { type Rules, under } from './rule.ts';
import { volumeLines } from './volumes.ts';

/** How many machines: stated in the usage file, else desired, else the smallest number. */
function machines(resource: Resource, ...paths: string[]): Amount {
  const stated = resource.stated('instances');
  if (stated) return fixed(stated);
  const number = paths.map((path) => resource.number(path)).find((value) => value !== null);
  if (number === undefined) resource.note('how many instances is not known: estimated with 1');
  return fixed(number ?? 1);
}

const withRoot = (machine: Machine, root: Machine['root']): Machine => ({ ...machine, root: machine.root ?? root });
const plainRoot = { type: 'gp2', size: 8, iops: null, throughput: null };

function autoscalingGroup(resource: Resource): Line[] | null {
  const count = machines(resource, 'desired_capacity', 'min_size');
  const configuration =
    resource.reference('launch_configuration', 'aws_launch_configuration') ??
    byName(resource, 'aws_launch_configuration', resource.text('launch_configuration'));
  if (configuration)
    return under(machineLines(resource, instanceMachine(configuration), count), [configuration.address]);
  const template = templateOf(resource, 'launch_template') ?? templateOf(resource, 'mixed_instances_policy');
  if (!template) return null;
  const machine = withRoot(templateMachine(template), plainRoot);
  const policy = resource.blocks('mixed_instances_policy')[0];
  const lines = policy ? mixed(resource, machine, count) : machineLines(resource, machine, count);
  return under(lines, [template.address]);
}

/** The first type that the policy names; on-demand as far as it says, spot beyond. */
function mixed(resource: Resource, machine: Machine, count: Amount): Line[] {
  const policy = 'mixed_instances_policy';
  const type = resource.text(`${policy}.launch_template.override.instance_type`) ?? machine.type;
  const base = resource.number(`${policy}.instances_distribution.on_demand_base_capacity`) ?? 0;
  const share = resource.number(`${policy}.instances_distribution.on_demand_percentage_above_base_capacity`) ?? 100;
  const all = count.expected.toNumber();
  const onDemand = Math.min(all, base + Math.ceil(((all - Math.min(all, base)) * share) / 100));
  const spot = all - onDemand;
  const lines = machineLines(resource, { ...machine, type }, fixed(all)).map((one) =>
    one.name.startsWith('Instance usage') ? { ...one, amount: fixed(onDemand * hoursPerMonth) } : one,
  );
  const kept = onDemand > 0 ? lines : lines.filter(({ name }) => !name.startsWith('Instance usage'));
  if (spot === 0) return kept;
  const hours = fixed(spot * hoursPerMonth);
  return [line(`Instance usage (Linux/UNIX, spot, ${type})`, 'hours', `ec2/spot/linux/${type}`, hours), ...kept];
}

function nodeGroup(resource: Resource): Line[] {
  const count = machines(resource, 'scaling_config.desired_size', 'scaling_config.min_size');
  const template = templateOf(resource, 'launch_template');
  const described = templateMachine(template);
  const type = described.type || String(resource.list('instance_types')[0] ?? 't3.medium');
  const spot = resource.text('capacity_type') === 'SPOT';
  const machine = { ...described, type, spot };
  if (template) return under(machineLines(resource, withRoot(machine, null), count), [template.address]);
  const size = resource.number('disk_size') ?? 20;
  const disk = volumeLines({ ...plainRoot, size }, resource, [], count.expected.toNumber());
  return [...machineLines(resource, machine, times(count, 1)), ...disk];
}

export const groupRules: Rules = {
  aws_autoscaling_group: autoscalingGroup,
  aws_eks_node_group: nodeGroup,
};
