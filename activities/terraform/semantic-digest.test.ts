import { describe, expect, it } from 'vitest';
import type { PlanJson } from './plan-json.ts';
import { recorded, recordedPlan } from './plans.fixtures.ts';
import { semanticDigest } from './semantic-digest.ts';

/** Reverses every object's keys, and the lists whose order means nothing. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, shuffled(part)]),
  );
}

describe.each(recorded)('$name', ({ plan }) => {
  const digest = semanticDigest(plan);

  it('is a SHA-256, the same for every order', () => {
    const other = shuffled(plan) as PlanJson;
    other.resource_changes?.reverse();
    other.resource_drift?.reverse();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(semanticDigest(other)).toBe(digest);
  });

  it('does not depend on the time, the drift noise or what is left alone', () => {
    const other = structuredClone(plan);
    other.timestamp = '2030-01-01T00:00:00Z';
    other.resource_drift = [];
    other.resource_changes = other.resource_changes?.filter(
      ({ change, previous_address: moved }) => change.actions[0] !== 'no-op' || moved,
    );
    expect(semanticDigest(other)).toBe(digest);
  });

  it('differs when any one change is left out', () => {
    const changing = (plan.resource_changes ?? []).filter(
      ({ change, previous_address: moved }) => change.actions[0] !== 'no-op' || moved,
    );
    for (const left of changing) {
      const other = { ...plan, resource_changes: plan.resource_changes?.filter((one) => one !== left) };
      expect(semanticDigest(other), left.address).not.toBe(digest);
    }
  });

  it('differs when one value that will be set is another', () => {
    for (const [index, { change, address }] of (plan.resource_changes ?? []).entries()) {
      if (!change.actions.includes('create')) continue;
      for (const [name, value] of Object.entries(change.after as object)) {
        if (value === null) continue;
        const other = structuredClone(plan);
        const target = other.resource_changes?.[index]?.change.after as Record<string, unknown>;
        target[name] = 'another';
        expect(semanticDigest(other), `${address} ${name}`).not.toBe(digest);
      }
    }
  });
});

it('tells all five plans apart', () => {
  expect(new Set(recorded.map(({ plan }) => semanticDigest(plan))).size).toBe(5);
});

const edited = (
  name: string,
  address: string,
  edit: (change: NonNullable<PlanJson['resource_changes']>[number]['change']) => void,
) => {
  const plan = recordedPlan(name);
  const found = plan.resource_changes?.find((one) => one.address === address);
  if (!found) throw new Error(`no ${address}`);
  edit(found.change);
  return semanticDigest(plan) !== semanticDigest(recordedPlan(name));
};
const asRecord = (side: unknown) => side as Record<string, unknown>;

it('differs when somebody changed by hand what an update sets', () => {
  const change = edited('p02-update', 'aws_sqs_queue.jobs', ({ before }) => {
    asRecord(before).visibility_timeout_seconds = 60;
  });
  expect(change).toBe(true);
});

it('differs when a hand-made change gives an update one attribute more to set back', () => {
  const change = edited('p02-update', 'aws_sqs_queue.jobs', ({ before }) => {
    asRecord(before).delay_seconds = 5;
  });
  expect(change).toBe(true);
});

it('differs when what will be destroyed was changed, but not when its clock moved on', () => {
  const grown = edited('p04-destroy', 'aws_db_instance.shop', ({ before }) => {
    asRecord(before).allocated_storage = 500;
  });
  const later = edited('p04-destroy', 'aws_db_instance.shop', ({ before }) => {
    asRecord(before).latest_restorable_time = '2030-01-01T00:00:00Z';
  });
  expect([grown, later]).toEqual([true, false]);
});

it('does not differ when the refresh has turned null into empty', () => {
  const change = edited('p04-destroy', 'module.queue["a"].aws_sqs_queue.q', ({ before }) => {
    asRecord(before).tags = null;
    asRecord(before).policy = null;
  });
  expect(change).toBe(false);
});

it('differs when the order of a replacement is the other one', () => {
  const change = edited('p03-replace', 'aws_security_group.db', ({ actions }) => {
    actions.reverse();
  });
  expect(change).toBe(true);
});

it('differs when an output becomes another', () => {
  const plan = recordedPlan('p02-update');
  if (plan.output_changes?.mode) plan.output_changes.mode.after = 'red';
  expect(semanticDigest(plan)).not.toBe(semanticDigest(recordedPlan('p02-update')));
});
