/** ECS, EKS, ECR, Fargate. Prices: https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/eks/pricing/ */
import { hourly, type Line, line } from '../line.ts';
import type { Resource } from '../resource.ts';
import { byName } from './instances.ts';
import type { Rules } from './rule.ts';
import { extendedSupportOf } from './support.ts';

const fargate = (names: unknown[]) => names.some((name) => name === 'FARGATE' || name === 'FARGATE_SPOT');

/** Of the service, else what its cluster does by default. */
function runsOnFargate(service: Resource): boolean {
  const type = service.text('launch_type');
  if (type) return type === 'FARGATE';
  const own = service.blocks('capacity_provider_strategy').map((block) => block.capacity_provider);
  if (own.length > 0) return fargate(own);
  const cluster = clusterOf(service);
  if (!cluster) return false;
  const defaults = [cluster, ...service.side.resources.filter((one) => suppliesTo(one, cluster))];
  return defaults.some((one) => {
    const strategy = one.blocks('default_capacity_provider_strategy').map((block) => block.capacity_provider);
    return fargate(strategy.length > 0 ? strategy : one.list('capacity_providers'));
  });
}

const clusterOf = (service: Resource) =>
  service.reference('cluster', 'aws_ecs_cluster') ?? byName(service, 'aws_ecs_cluster', service.text('cluster'));

const suppliesTo = (one: Resource, cluster: Resource): boolean => {
  if (one.type !== 'aws_ecs_cluster_capacity_providers') return false;
  const [referred] = one.references('cluster_name', 'aws_ecs_cluster');
  return referred ? referred === cluster : one.text('cluster_name') === cluster.text('name');
};

/** The service's own, or that of a task set of the service. */
function taskOf(service: Resource): Resource | null {
  const type = 'aws_ecs_task_definition';
  const family = service.text('task_definition')?.split('/').at(-1)?.split(':')[0] ?? null;
  const own = service.reference('task_definition', type) ?? byName(service, type, family, 'family');
  if (own) return own;
  const set = service.side.resources.find(
    (one) => one.type === 'aws_ecs_task_set' && one.references('service', 'aws_ecs_service').includes(service),
  );
  return set?.reference('task_definition', type) ?? null;
}

/** "1024", "1 vCPU", "2 GB": units of which 1024 make a vCPU or a GB. */
function share(text: string | null): number {
  const value = Number.parseFloat(text ?? '');
  if (!Number.isFinite(value)) return 0;
  return /[a-z]/i.test(text ?? '') ? value : value / 1024;
}

function ecsService(service: Resource): Line[] {
  if (!runsOnFargate(service)) return [];
  const task = taskOf(service);
  const count = service.numberOr('desired_count', 1);
  if (count === 0) return [];
  if (!task) service.note('its task definition is not part of this plan: estimated with 0.5 GB and 0.25 vCPU');
  const memory = task ? share(task.text('memory')) : 0.5;
  const cpu = task ? share(task.text('cpu')) : 0.25;
  const of = task?.text('runtime_platform.cpu_architecture') === 'ARM64' ? 'fargate-arm' : 'fargate';
  return [
    line('Per GB per hour', 'GB', `${of}/memory`, memory * count, { allMonth: true }),
    line('Per vCPU per hour', 'CPU', `${of}/cpu`, cpu * count, { allMonth: true }),
  ];
}

function eksCluster(cluster: Resource): Line[] {
  const extended = extendedSupportOf('eks', cluster.text('version'), cluster.side.on);
  if (extended) return [hourly('EKS cluster (extended support)', 'eks/cluster-extended')];
  return [hourly('EKS cluster', 'eks/cluster')];
}

export const containerRules: Rules = {
  aws_ecs_service: ecsService,
  aws_eks_cluster: eksCluster,
  aws_eks_fargate_profile: (profile) => {
    const [memory, cpu] = [profile.statedOr('memory_gb', 1), profile.statedOr('vcpu', 1)];
    return [
      line('Per GB per hour', 'GB', 'fargate/memory', memory, { allMonth: true }),
      line('Per vCPU per hour', 'CPU', 'fargate/cpu', cpu, { allMonth: true }),
    ];
  },
  aws_ecr_repository: (repository) => [line('Storage', 'GB', 'ecr/storage', repository.use('storage_gb'))],
};
