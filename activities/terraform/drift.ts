/** What was changed outside Terraform, without the noise that providers make. */
import type { AttributeChange, DriftChange } from '../../db/model/plan-summary.ts';
import { attributeChanges } from './attribute-changes.ts';
import { companions } from './companions.ts';
import { configuredResource, resourceTypes } from './configuration.ts';
import type { PlanJson, PlannedResource } from './plan-json.ts';
import { collectSecrets, redactJson } from './redact.ts';
import { volatile } from './semantic-digest.ts';
import { isEmpty, sameJsonText, sameMeaning } from './values.ts';

/**
 * `resource_drift` with null and empty taken as equal. Terraform's exit code does not help: right after an apply the AWS
 * provider reports `tags: null -> {}` on nearly everything, and `plan -refresh-only -detailed-exitcode` can be 2 with nothing to show.
 *
 * So is an unset switch that the refresh shows as off: the provider's SDK cannot tell the two apart, and a bucket's
 * encryption shows `bucket_key_enabled: null -> false` a second after it was made.
 *
 * And so are texts in JSON that say the same: a cloud gives back a policy with spaces and an order of its own.
 *
 * Left out too: what another resource of the same configuration manages (a bucket shows the policy that
 * `aws_s3_bucket_policy` has just set), and times that move by themselves.
 *
 * @returns values masked like those of a summary
 */
export function realDrift(planJson: PlanJson): DriftChange[] {
  const types = resourceTypes(planJson);
  const found = (planJson.resource_drift ?? []).flatMap((resource): DriftChange[] => {
    const { address, change } = resource;
    if (resource.mode !== 'managed') return [];
    if (change.actions.includes('delete')) return [{ address, action: 'destroy', attributes: [] }];
    if ((change.before ?? null) === null || sameMeaning(change.before, change.after)) return [];
    const attributes = attributeChanges(change).filter((attribute) => matters(attribute, resource, planJson, types));
    return attributes.length > 0 ? [{ address, action: 'update', attributes }] : [];
  });
  return redactJson(found, collectSecrets(planJson));
}

function matters(
  { path, before, after }: AttributeChange,
  resource: PlannedResource,
  plan: PlanJson,
  types: Set<string>,
): boolean {
  const [name = ''] = path.split(/[.[]/);
  if (isEmpty(before) && (isEmpty(after) || after === false)) return false;
  if (volatile.test(name) || sameJsonText(before, after)) return false;
  const managers = companions[resource.type]?.[name] ?? [];
  if (!managers.some((type) => types.has(type))) return true;
  const written = configuredResource(plan, resource.address)?.expressions?.[name];
  return written !== undefined;
}
