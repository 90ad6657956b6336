/** A plan of objects reduced to what people decide on, in the shape of Terraform's. Nothing secret-like is in it. */
import type { AttributeChange, PlanSummary, ResourceChange } from '../../db/model/plan-summary.ts';
import { attributeChanges } from '../terraform/attribute-changes.ts';
import { redactJson, type SecretSet, toSecretSet } from '../terraform/redact.ts';
import { collectMarked, marksOf } from './marks.ts';
import type { ObjectPlan, PlannedStep } from './plan.ts';
import { hideSecrets } from './redact.ts';

const danger = ['destroy', 'update', 'create'];

export function summariseObjects({ steps, unchanged }: ObjectPlan, version: string): PlanSummary {
  const counted = (action: PlannedStep['action']) => steps.filter((step) => step.action === action).length;
  const summary: PlanSummary = {
    terraformVersion: `Kubernetes ${version}`,
    complete: true,
    counts: {
      create: counted('create'),
      update: counted('update'),
      destroy: counted('destroy'),
      noop: unchanged.length,
      replace: 0,
      forget: 0,
      import: 0,
      move: 0,
      read: 0,
    },
    changes: steps.map(toChange).sort(byDanger),
    outputs: [],
    drift: [],
  };
  return redactJson(summary, secretsOf(steps));
}

const byDanger = (a: ResourceChange, b: ResourceChange) =>
  danger.indexOf(a.action) - danger.indexOf(b.action) || (a.address < b.address ? -1 : 1);

function toChange(step: PlannedStep): ResourceChange {
  const { action, address, kind, name, before, after } = step;
  const reason = reasonOf(step);
  const marks = { before_sensitive: marksOf(before), after_sensitive: marksOf(after) };
  return {
    address,
    type: kind.group ? `${kind.group}/${kind.kind}` : kind.kind,
    name,
    provider: 'kubernetes',
    action,
    ...(reason ? { reason } : {}),
    replacePaths: [],
    attributes:
      action === 'destroy'
        ? []
        : attributeChanges({ actions: [action], before, after, ...marks })
            .filter(({ path }) => !identity.has(path))
            .map(withoutToldSecrets),
  };
}

/** A file in a ConfigMap says its passwords in its own text, where no mark is. */
const withoutToldSecrets = ({ before, after, ...change }: AttributeChange): AttributeChange => ({
  ...change,
  ...(before === undefined ? {} : { before: hidden(before) }),
  ...(after === undefined ? {} : { after: hidden(after) }),
});

const hidden = (value: unknown): unknown => (typeof value === 'string' ? hideSecrets(value) : value);

/** What the address says already. */
const identity = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

function reasonOf({ unchecked, adopted, kind, action }: PlannedStep): string | null {
  if (unchecked) return 'its namespace is made by this plan, so the cluster could not check it yet';
  if (adopted) return 'it was there before and becomes part of this project';
  return action === 'destroy' && kind.kind === 'Namespace' ? 'with everything that is in it' : null;
}

/** Values that must not show, wherever in the plan they stand. */
export function secretsOf(steps: readonly PlannedStep[]): SecretSet {
  const values = new Set<string>();
  for (const { before, after, body } of steps) {
    for (const side of [before, after, body]) if (side) collectMarked(side, marksOf(side), values);
  }
  return toSecretSet(values);
}
