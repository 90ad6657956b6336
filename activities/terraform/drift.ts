/** What was changed outside Terraform, without the noise that providers make. */
import type { DriftChange } from '../../db/model/plan-summary.ts';
import { attributeChanges } from './attribute-changes.ts';
import type { PlanJson } from './plan-json.ts';
import { collectSecrets, redactJson } from './redact.ts';
import { isEmpty, sameMeaning } from './values.ts';

/**
 * `resource_drift` with null and empty taken as equal. Terraform's exit code does not help: right after an apply the AWS
 * provider reports `tags: null -> {}` on nearly everything, and `plan -refresh-only -detailed-exitcode` can be 2 with nothing to show.
 *
 * @returns values masked like those of a summary
 */
export function realDrift(planJson: PlanJson): DriftChange[] {
  const secrets = collectSecrets(planJson);
  const found = (planJson.resource_drift ?? []).flatMap((resource): DriftChange[] => {
    const { before, after, actions } = resource.change;
    if (actions.includes('delete')) return [{ address: resource.address, action: 'destroy', attributes: [] }];
    if (isEmpty(before) || sameMeaning(before, after)) return [];
    const attributes = attributeChanges(resource.change);
    return attributes.length > 0 ? [{ address: resource.address, action: 'update', attributes }] : [];
  });
  return redactJson(found, secrets);
}
