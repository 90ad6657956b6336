/** Tells whether two plans would do the same. */
import { createHash } from 'node:crypto';
import type { Change, Marks, PlanJson, PlannedResource } from './plan-json.ts';
import { canonical, isEmpty, isObject, same, sameMeaning } from './values.ts';

/**
 * Hex SHA-256 over what a plan would do, whatever the order in which it says so.
 *
 * In it: each resource that changes, moves, is imported or forgotten, with the attributes that differ, the values they have now
 * and get, and what is unknown; each output that changes. Not in it: resources left alone, times of planning,
 * marks, drift that no change answers, and attributes that change by themselves.
 */
export function semanticDigest(planJson: PlanJson): string {
  const resources = (planJson.resource_changes ?? []).flatMap(deed).sort();
  const outputs = Object.entries(planJson.output_changes ?? {})
    .filter(([, change]) => !same(change.actions, ['no-op']))
    .map(([name, { actions, before, after, after_unknown: unknown }]) =>
      canonical([name, actions, before, after, unknown ?? false]),
    )
    .sort();
  const others = [planJson.deferred_changes, planJson.action_invocations].map((list) =>
    (list ?? []).map(canonical).sort(),
  );
  return createHash('sha256')
    .update(canonical({ version: 1, resources, outputs, others }))
    .digest('hex');
}

function deed(resource: PlannedResource): string[] {
  const { change } = resource;
  if (same(change.actions, ['no-op']) && !resource.previous_address && !change.importing) return [];
  return [
    canonical({
      address: resource.address,
      previous: resource.previous_address,
      deposed: resource.deposed,
      mode: resource.mode,
      type: resource.type,
      provider: resource.provider_name,
      actions: change.actions,
      replacePaths: (change.replace_paths ?? []).map(canonical).sort(),
      importing: change.importing,
      ...values(change),
    }),
  ];
}

function values(change: Change): Record<string, unknown> {
  const { before, after, actions } = change;
  if (same(actions, ['no-op'])) return {};
  if (actions.includes('update')) return { id: identity(before), diff: differences(change) };
  // What is made anew counts whole; what is lost counts as it is now, so that nobody loses something they have not seen.
  return { lost: stable(before), made: after ?? null, unknown: meant(change.after_unknown ?? false) };
}

const identity = (before: unknown) => (isObject(before) ? [before.id ?? null, before.arn ?? null] : null);

/** Top-level attributes that an update touches. The rest is carried over, and may have moved by itself. */
function differences({ before, after, after_unknown: unknown = false }: Change): Record<string, unknown> {
  const was = isObject(before) ? before : {};
  const will = isObject(after) ? after : {};
  const open = isObject(unknown) ? (unknown as Record<string, Marks>) : {};
  const names = new Set([...Object.keys(was), ...Object.keys(will), ...Object.keys(open)]);
  const touched = [...names].filter(
    (name) => meant(open[name] ?? false) !== false || !same(was[name] ?? null, will[name] ?? null),
  );
  return Object.fromEntries(
    touched
      .filter(
        (name) => meant(open[name] ?? false) !== false || !sameMeaning(was[name], will[name]) || !isEmpty(will[name]),
      )
      .map((name) => [
        name,
        {
          from: volatile.test(name) ? null : stable(was[name]),
          to: will[name] ?? null,
          unknown: meant(open[name] ?? false),
        },
      ]),
  );
}

/** Times that a cloud moves forward without anybody's doing, such as `latest_restorable_time` of a database every five minutes. */
export const volatile =
  /^(latest_restorable_time|last_(modified|updated|used|seen|accessed|evaluated|activity|status)\w*|(updated|modified)_(at|date|time))$/;

/** Without what is empty and what moves by itself. */
function stable(value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name, part]) => !volatile.test(name) && !isEmpty(part));
  return Object.fromEntries(kept);
}

/** Marks reduced to where they hold: {tags: {}, id: true} means the same as {id: true}. */
function meant(marks: Marks): unknown {
  if (typeof marks === 'boolean') return marks;
  const held = Object.entries(marks)
    .map(([key, mark]) => [key, meant(mark)] as const)
    .filter(([, mark]) => mark !== false);
  return held.length === 0 ? false : Object.fromEntries(held);
}
