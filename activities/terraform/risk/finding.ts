import type { riskClasses } from '../../../db/model/plan-summary.ts';
import type { Action, Change, PlanJson, PlannedResource } from '../plan-json.ts';
import { isObject } from '../values.ts';

export type RiskFinding = { level: (typeof riskClasses)[number]; reason: string };

export type RiskRule = (planJson: PlanJson) => RiskFinding[];

const making: Action[] = ['create', 'update'];

/** Managed resources that are made or changed, so that `after` is what will be. */
export const made = (plan: PlanJson): PlannedResource[] =>
  (plan.resource_changes ?? []).filter(
    ({ mode, change }) => mode === 'managed' && change.actions.some((action) => making.includes(action)),
  );

/** Managed resources whose present object is deleted, replaced ones too. */
export const lost = (plan: PlanJson): PlannedResource[] =>
  (plan.resource_changes ?? []).filter(({ mode, change }) => mode === 'managed' && change.actions.includes('delete'));

export const field = (side: unknown, name: string): unknown => (isObject(side) ? side[name] : undefined);

export const unknownAfter = ({ after_unknown: unknown }: Change, name: string): boolean =>
  isObject(unknown) && unknown[name] === true;

/** Whether an attribute is new or becomes another one: what was bad before and stays is not this plan's doing. */
export const changes = (change: Change, name: string): boolean =>
  JSON.stringify(field(change.before, name)) !== JSON.stringify(field(change.after, name)) ||
  unknownAfter(change, name);

/** Nested blocks come as a list, even when there is only one. */
export const blocks = (side: unknown, name: string): Record<string, unknown>[] => {
  const value = field(side, name);
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
};

export const strings = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};
