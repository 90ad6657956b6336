/** The estimate of a run's plan, as it is kept with the run. */
import type { CostEstimate, Estimate } from '../../db/model/cost-estimate.ts';
import { errorText } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { PlanJson } from '../terraform/plan-json.ts';
import { collectSecrets, redactText, type SecretSet } from '../terraform/redact.ts';
import { type EstimateOptions, estimatePlan } from './estimate/index.ts';

/**
 * Never throws: a run does not fail for want of an estimate, it says that there is none.
 *
 * Amounts hold no text of the plan; names can (an instance type that is marked sensitive), so they are redacted.
 */
export function costOfPlan(plan: PlanJson, options: EstimateOptions, log: Logger): CostEstimate {
  try {
    return withoutSecrets(estimatePlan(plan, options), collectSecrets(plan));
  } catch (error) {
    log.error({ error: errorText(error) }, 'no estimate');
    return { status: 'failed', reason: 'The estimate of its cost could not be made. The plan itself is complete.' };
  }
}

function withoutSecrets(estimate: Estimate, secrets: SecretSet): Estimate {
  const clean = (text: string) => redactText(text, secrets);
  return {
    ...estimate,
    partialResources: estimate.partialResources.map(clean),
    resources: estimate.resources.map((one) => ({
      ...one,
      address: clean(one.address),
      region: clean(one.region),
      notes: one.notes.map(clean),
      components: one.components.map((part) => ({ ...part, name: clean(part.name), path: part.path.map(clean) })),
    })),
  };
}
