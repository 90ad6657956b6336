import { type RiskFinding, strings } from '../../terraform/risk/finding.ts';
import { isObject } from '../../terraform/values.ts';
import type { PlannedStep } from '../plan.ts';

type Fields = Record<string, unknown>;

/** What changes who may do what, or what decides about everything that goes into the cluster. */
export function rightsRisks(steps: readonly PlannedStep[]): RiskFinding[] {
  return steps.flatMap((step) => (step.after === null ? [] : ofKind(step, step.after)));
}

function ofKind({ kind: { kind, group }, address }: PlannedStep, after: Fields): RiskFinding[] {
  if (/WebhookConfiguration$|^APIService$/.test(kind))
    return [{ level: 'critical', reason: `decides about everything that goes into the cluster: ${address}` }];
  if (kind === 'CustomResourceDefinition')
    return [{ level: 'high', reason: `changes the API for everybody in the cluster: ${address}` }];
  if (group !== 'rbac.authorization.k8s.io') return [];
  if (/Binding$/.test(kind)) return ofBinding(kind, address, after);
  const far = reach(after);
  return [
    far
      ? { level: 'high', reason: `${far}: ${address}` }
      : { level: 'medium', reason: `changes who may do what: ${address}` },
  ];
}

function ofBinding(kind: string, address: string, { roleRef }: Fields): RiskFinding[] {
  const role = isObject(roleRef) ? String(roleRef.name) : '';
  if (role === 'cluster-admin') return [{ level: 'critical', reason: `gives every right there is: ${address}` }];
  const level = kind === 'ClusterRoleBinding' || /^(admin|edit)$/.test(role) ? 'high' : 'medium';
  return [{ level, reason: `gives the role ${role}: ${address}` }];
}

/** Rights that lead to more than they say. */
function reach({ rules }: Fields): string | null {
  const given = (Array.isArray(rules) ? rules : []).filter(isObject);
  const covers = (rule: Fields, resource: string) =>
    strings(rule.resources).some((each) => each === resource || each === '*');
  if (given.some((rule) => covers(rule, 'secrets'))) return 'lets somebody read or write secrets';
  if (given.some((rule) => covers(rule, 'pods/exec') || covers(rule, 'pods/attach')))
    return 'lets somebody into running pods';
  if (given.some((rule) => covers(rule, 'serviceaccounts/token'))) return 'lets somebody act as a service account';
  return given.some((rule) => strings(rule.verbs).includes('*')) ? 'gives every verb on what it names' : null;
}
