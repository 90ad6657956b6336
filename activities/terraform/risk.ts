/** How dangerous a plan is, by fixed rules over its JSON. No model has a say in it. */
import { type PlanSummary, type Risk, riskClasses } from '../../db/model/plan-summary.ts';
import type { PlanJson } from './plan-json.ts';
import { collectSecrets, redactText } from './redact.ts';
import { accessRisks } from './risk/access.ts';
import { dataLossRisks } from './risk/data-loss.ts';
import { exposureRisks } from './risk/exposure.ts';
import type { RiskFinding } from './risk/finding.ts';
import { protectionRisks } from './risk/protection.ts';

const rules = [dataLossRisks, exposureRisks, accessRisks, protectionRisks];

/**
 * low: nothing found. medium: worth a look. high: opens, weakens or removes much. critical: data can be lost.
 *
 * `secondPerson` is set by class (critical); whether the organisation has a second approver is the caller's to know.
 */
export function assessRisk(planJson: PlanJson, summary: PlanSummary): Risk {
  const findings = [...rules.flatMap((rule) => rule(planJson)), ...volumeRisks(summary)].sort(
    (a, b) => riskClasses.indexOf(b.level) - riskClasses.indexOf(a.level),
  );
  const level = findings[0]?.level ?? (touches(summary) ? 'medium' : 'low');
  const secrets = collectSecrets(planJson);
  return {
    class: level,
    reasons: [...new Set(findings.map(({ reason }) => redactText(reason, secrets)))],
    secondPerson: level === 'critical',
  };
}

/** Destroying or replacing anything is at least worth a look. */
const touches = ({ counts }: PlanSummary) => counts.destroy + counts.replace + counts.forget > 0;

/** Where a person no longer reads each one. */
const many = 10;

function volumeRisks({ counts, changes, complete }: PlanSummary): RiskFinding[] {
  const gone = counts.destroy + counts.replace;
  const forgotten = changes.filter(({ action }) => action === 'forget').map(({ address }) => address);
  return [
    ...(gone >= many
      ? [{ level: 'high' as const, reason: `many at once: ${gone} resources are destroyed or replaced` }]
      : []),
    ...(forgotten.length > 0
      ? [{ level: 'medium' as const, reason: `no longer managed, but left running: ${forgotten.join(', ')}` }]
      : []),
    ...(complete
      ? []
      : [{ level: 'medium' as const, reason: 'incomplete: Terraform put some changes off to a later plan' }]),
  ];
}
