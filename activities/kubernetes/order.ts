/** What has to be there before what. Deletion goes the other way round. */
import type { ObjectKind } from './kinds.ts';

const ranks: string[][] = [
  ['Namespace'],
  ['CustomResourceDefinition'],
  ['PriorityClass', 'StorageClass', 'ResourceQuota', 'LimitRange'],
  ['ServiceAccount', 'Secret', 'ConfigMap', 'PersistentVolume', 'PersistentVolumeClaim'],
  ['ClusterRole', 'Role'],
  ['ClusterRoleBinding', 'RoleBinding'],
  ['NetworkPolicy', 'Service'],
  ['StatefulSet', 'DaemonSet', 'Deployment', 'Pod', 'Job', 'CronJob'],
  ['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress'],
];

/** Kinds that nobody here knows come after the ordinary ones: they may refer to any of them. */
const rankOf = ({ kind }: Pick<ObjectKind, 'kind'>): number => {
  const rank = ranks.findIndex((kinds) => kinds.includes(kind));
  return rank === -1 ? ranks.length : rank;
};

type Placed = { action: string; kind: ObjectKind; address: string };

/** Everything that is made or changed, then everything that goes. */
export function inOrder<Step extends Placed>(steps: readonly Step[]): Step[] {
  const goes = ({ action }: Step) => (action === 'destroy' ? 1 : 0);
  return [...steps].sort((a, b) => {
    const byEnd = goes(a) - goes(b);
    if (byEnd !== 0) return byEnd;
    const byRank = (rankOf(a.kind) - rankOf(b.kind)) * (goes(a) === 1 ? -1 : 1);
    return byRank !== 0 ? byRank : a.address < b.address ? -1 : 1;
  });
}
