/** Which kinds a proposal may write, and which permission of the policy each other one needs. */
import type { ManifestPermission } from '../../../db/model/kubernetes.ts';
import type { ClusterKind } from '../kinds.ts';

/** By group: what belongs to a namespace and does what it says, as far as the other rules let it. */
const ordinary: Record<string, string[]> = {
  '': [
    'ConfigMap',
    'LimitRange',
    'Namespace',
    'PersistentVolumeClaim',
    'Pod',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  apps: ['DaemonSet', 'Deployment', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler'],
  batch: ['CronJob', 'Job'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
};

/** Groups of Kubernetes itself; all others come with custom resource definitions or servers of their own. */
const builtIn = new Set([
  ...Object.keys(ordinary),
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'node.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

export const isBuiltIn = (group: string): boolean => builtIn.has(group);

/** @returns `never` for what no manifest of people is for: what controllers write, and requests that are no objects */
export function permissionFor({ group, kind, namespaced }: ClusterKind): ManifestPermission | 'ordinary' | 'never' {
  if (ordinary[group]?.includes(kind)) return 'ordinary';
  if (group === 'admissionregistration.k8s.io' || group === 'apiregistration.k8s.io') return 'webhooks';
  if (group === 'apiextensions.k8s.io') return 'custom_resource_definitions';
  if (!builtIn.has(group)) return namespaced ? 'custom_resources' : 'cluster_scoped';
  return namespaced ? 'never' : 'cluster_scoped';
}

/** Namespaces of the cluster itself. */
export const systemNamespaces = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
