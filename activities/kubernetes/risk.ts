/** How dangerous a plan of objects is, by fixed rules. No model has a say in it. */
import { type Risk, riskClasses } from '../../db/model/plan-summary.ts';
import { redactText } from '../terraform/redact.ts';
import type { RiskFinding } from '../terraform/risk/finding.ts';
import type { PlannedStep } from './plan.ts';
import { exposureRisks } from './risk/exposure.ts';
import { lossRisks } from './risk/loss.ts';
import { rightsRisks } from './risk/rights.ts';
import { workloadRisks } from './risk/workloads.ts';
import { secretsOf } from './summary.ts';

const rules = [lossRisks, workloadRisks, exposureRisks, rightsRisks, generalRisks];

/** Classes as for Terraform: see `activities/terraform/risk.ts`. */
export function assessObjects(steps: readonly PlannedStep[]): Risk {
  const findings = rules
    .flatMap((rule) => rule(steps))
    .sort((a, b) => riskClasses.indexOf(b.level) - riskClasses.indexOf(a.level));
  const level = findings[0]?.level ?? 'low';
  const secrets = secretsOf(steps);
  return {
    class: level,
    reasons: [...new Set(findings.map(({ reason }) => redactText(reason, secrets)))],
    secondPerson: level === 'critical',
  };
}

/** Where a person no longer reads each one. */
const many = 10;

function generalRisks(steps: readonly PlannedStep[]): RiskFinding[] {
  const goes = steps.filter(({ action }) => action === 'destroy').length;
  const named = (fits: (step: PlannedStep) => boolean) => steps.filter(fits).map(({ address }) => address);
  const adopted = named((step) => step.adopted);
  const unchecked = named((step) => step.unchecked);
  return [
    ...(goes >= many ? [{ level: 'high' as const, reason: `many at once: ${goes} objects are deleted` }] : []),
    ...(adopted.length > 0
      ? [{ level: 'medium' as const, reason: `there already, and from now on managed here: ${adopted.join(', ')}` }]
      : []),
    ...(unchecked.length > 0
      ? [{ level: 'medium' as const, reason: `not checked by the cluster yet: ${unchecked.join(', ')}` }]
      : []),
  ];
}
