/** A plan reduced to what people decide on. */
import type { ChangeCounts, OutputChange, PlanSummary, ResourceChange } from '../../db/model/plan-summary.ts';
import { attributeChanges, replacePathsOf } from './attribute-changes.ts';
import { realDrift } from './drift.ts';
import type { Action, Change, PlanJson, PlannedResource } from './plan-json.ts';
import { collectSecrets, mask, redactJson } from './redact.ts';
import { same } from './values.ts';

/** Every value that any mark calls sensitive is masked, wherever it stands. */
export function summarisePlan(planJson: PlanJson): PlanSummary {
  const resources = planJson.resource_changes ?? [];
  const changes = resources.flatMap(toChange).sort(byDanger);
  const outputs = Object.entries(planJson.output_changes ?? {}).flatMap(([name, change]) => toOutput(name, change));
  const summary: PlanSummary = {
    terraformVersion: planJson.terraform_version,
    complete: planJson.complete ?? true,
    counts: countChanges(resources),
    changes,
    outputs,
    drift: realDrift(planJson),
  };
  return redactJson(summary, collectSecrets(planJson));
}

const kinds = ['destroy', 'replace', 'forget', 'update', 'create', 'import', 'move', 'read'] as const;

const byDanger = (a: ResourceChange, b: ResourceChange) =>
  kinds.indexOf(a.action) - kinds.indexOf(b.action) || (a.address < b.address ? -1 : 1);

const isReplace = (actions: Action[]) =>
  actions.includes('create') && (actions.includes('delete') || actions.includes('forget'));

function actionOf({ change, previous_address: previous }: PlannedResource): ResourceChange['action'] | null {
  const { actions, importing } = change;
  if (isReplace(actions)) return 'replace';
  if (actions.includes('delete')) return 'destroy';
  if (actions.includes('forget')) return 'forget';
  if (actions.includes('create')) return 'create';
  if (actions.includes('update')) return 'update';
  if (actions.includes('read')) return 'read';
  if (importing) return 'import';
  return previous ? 'move' : null;
}

function toChange(resource: PlannedResource): ResourceChange[] {
  const action = actionOf(resource);
  if (!action) return [];
  const { change } = resource;
  const deposed = resource.deposed ? ` (deposed object ${resource.deposed})` : '';
  return [
    {
      address: `${resource.address}${deposed}`,
      ...(resource.previous_address ? { previousAddress: resource.previous_address } : {}),
      type: resource.type,
      name: resource.name,
      provider: resource.provider_name,
      action,
      ...(action === 'replace'
        ? { replaceOrder: change.actions[0] === 'create' ? 'create-delete' : 'delete-create' }
        : {}),
      ...(resource.action_reason ? { reason: resource.action_reason } : {}),
      replacePaths: replacePathsOf(change),
      ...(change.importing?.id ? { importId: change.importing.id } : {}),
      attributes: action === 'destroy' || action === 'forget' ? [] : attributeChanges(change),
    },
  ];
}

function toOutput(name: string, change: Change): OutputChange[] {
  const [action] = change.actions;
  if (action !== 'create' && action !== 'update' && action !== 'delete') return [];
  const sensitive = change.before_sensitive === true || change.after_sensitive === true;
  const shown = (value: unknown, marks: unknown) => (marks === true ? mask : value);
  return [
    {
      name,
      action: action === 'delete' ? 'destroy' : action,
      ...((change.before ?? null) === null ? {} : { before: shown(change.before, change.before_sensitive) }),
      ...((change.after ?? null) === null ? {} : { after: shown(change.after, change.after_sensitive) }),
      sensitive,
    },
  ];
}

function countChanges(resources: PlannedResource[]): ChangeCounts {
  const counts: ChangeCounts = {
    create: 0,
    update: 0,
    replace: 0,
    destroy: 0,
    forget: 0,
    import: 0,
    move: 0,
    read: 0,
    noop: 0,
  };
  for (const resource of resources) {
    const action = actionOf(resource);
    const { actions, importing } = resource.change;
    if (importing) counts.import += 1;
    if (resource.previous_address) counts.move += 1;
    if (same(actions, ['no-op'])) counts.noop += 1;
    else if (action && action !== 'import' && action !== 'move') counts[action] += 1;
  }
  return counts;
}
