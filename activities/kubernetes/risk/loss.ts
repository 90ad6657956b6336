import type { RiskFinding } from '../../terraform/risk/finding.ts';
import type { PlannedStep } from '../plan.ts';

/** Data goes with these, or with what they hold. */
const holdsData: Record<string, string> = {
  Namespace: 'everything in the namespace is deleted with it',
  PersistentVolumeClaim: 'data loss',
  PersistentVolume: 'data loss',
  StatefulSet: 'a workload with data stops',
  CustomResourceDefinition: 'every object of this kind is deleted with it',
};

/** What keeps something else safe or running. */
const guards: Record<string, string> = {
  NetworkPolicy: 'traffic is no longer kept out',
  PodDisruptionBudget: 'maintenance may stop all pods at once',
  Secret: 'what it held is known nowhere else',
  ResourceQuota: 'the namespace is no longer bounded',
};

const serving = new Set(['Deployment', 'DaemonSet', 'Service', 'Ingress', 'Pod']);

export function lossRisks(steps: readonly PlannedStep[]): RiskFinding[] {
  return steps
    .filter(({ action }) => action === 'destroy')
    .map(({ kind: { kind }, address }): RiskFinding => {
      if (holdsData[kind]) return { level: 'critical', reason: `${holdsData[kind]}: ${address}` };
      if (guards[kind]) return { level: 'high', reason: `${guards[kind]}: ${address}` };
      return serving.has(kind)
        ? { level: 'high', reason: `it stops serving: ${address}` }
        : { level: 'medium', reason: `deleted: ${address}` };
    });
}
