import type { RiskFinding } from '../../terraform/risk/finding.ts';
import { same } from '../../terraform/values.ts';
import type { PlannedStep } from '../plan.ts';
import { specOf } from './workloads.ts';

/** What opens a way in from outside the cluster. */
export function exposureRisks(steps: readonly PlannedStep[]): RiskFinding[] {
  return steps.flatMap(({ kind: { kind }, before, after, address }): RiskFinding[] => {
    if (after === null) return [];
    const [was, will] = [specOf(before), specOf(after)];
    if (kind === 'Service') {
      const type = String(will.type ?? 'ClusterIP');
      if (type === was.type || !/^(LoadBalancer|NodePort)$/.test(type)) return [];
      return [{ level: 'high', reason: `reached from outside the cluster: ${address} becomes a ${type}` }];
    }
    if (kind === 'Ingress' && !same(was, will))
      return [{ level: before ? 'medium' : 'high', reason: `reached from outside the cluster: ${address}` }];
    if (kind === 'NetworkPolicy' && before !== null && !same(was, will))
      return [{ level: 'medium', reason: `who may reach whom changes: ${address}` }];
    return [];
  });
}
