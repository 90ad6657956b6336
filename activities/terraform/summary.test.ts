import { describe, expect, it } from 'vitest';
import { PlanSummary } from '../../db/model/plan-summary.ts';
import { changeOf, recorded, recordedPlan } from './plans.fixtures.ts';
import { mask } from './redact.ts';
import { summarisePlan } from './summary.ts';

describe.each(recorded)('$name', ({ plan, expected }) => {
  const summary = summarisePlan(plan);
  const addresses = (action: string) =>
    summary.changes
      .filter((change) => change.action === action)
      .map(({ address }) => address)
      .sort();

  it('has the shape of the contract', () => {
    expect(PlanSummary.parse(summary)).toEqual(summary);
    expect(summary.complete).toBe(expected.complete);
  });

  it('tells what is created, updated, destroyed, forgotten and read', () => {
    expect(addresses('create')).toEqual(expected.creates.toSorted());
    expect(addresses('update')).toEqual(expected.updates.toSorted());
    expect(addresses('destroy')).toEqual(expected.destroys.toSorted());
    expect(addresses('forget')).toEqual(expected.forgets.toSorted());
    expect(addresses('read')).toEqual(expected.reads.toSorted());
  });

  it('tells what is replaced, in which order and why', () => {
    const replaced = summary.changes.filter(({ action }) => action === 'replace');
    const facts = replaced.map(({ address, replaceOrder: order, reason }) => ({ address, order, reason }));
    expect(facts).toEqual(expected.replaces);
    for (const { reason, replacePaths, attributes } of replaced) {
      if (reason !== 'replace_because_cannot_update') continue;
      expect(replacePaths.length).toBeGreaterThan(0);
      expect(attributes.some(({ forcesReplacement }) => forcesReplacement)).toBe(true);
    }
  });

  it('counts', () => {
    const { creates, updates, replaces, destroys, forgets, imports, moves, reads, noops } = expected;
    const { length: create } = creates;
    expect(summary.counts).toEqual({
      create,
      update: updates.length,
      replace: replaces.length,
      destroy: destroys.length,
      forget: forgets.length,
      import: imports.length,
      move: moves.length,
      read: reads.length,
      noop: noops.length,
    });
  });

  it('tells what was moved, also where it changes otherwise', () => {
    const moved = summary.changes.filter(({ previousAddress }) => previousAddress);
    const facts = moved.map(({ address: to, previousAddress: from, action }) => ({
      from,
      to,
      action: action === 'move' ? 'no-op' : action,
    }));
    expect(facts.toSorted((a, b) => String(a.from).localeCompare(String(b.from)))).toEqual(expected.moves);
  });

  it('tells which outputs change', () => {
    const changed = Object.entries(expected.outputs).filter(([, action]) => action !== 'no-op');
    const facts = summary.outputs.map(({ name, action }) => [name, action === 'destroy' ? 'delete' : action]);
    expect(facts).toEqual(changed);
  });

  it('masks what is marked', () => {
    const resources = expected.sensitiveValues.filter(({ address }) => !/^(output|var)\./.test(address));
    for (const { address, path, side } of resources) {
      const change = summary.changes.find((one) => one.address === address);
      if (change?.action === 'destroy') continue;
      const attribute = change?.attributes.find((one) => one.path === path);
      expect(attribute, `${address} ${path}`).toMatchObject({ sensitive: true });
      if (side !== 'after') expect(attribute?.before).toBe(mask);
      if (side !== 'before') expect(attribute?.after).toBe(mask);
    }
    const marked = summary.changes.flatMap(({ address, attributes }) =>
      attributes
        .filter(({ sensitive, kind }) => sensitive && kind !== 'unknown')
        .map(({ path }) => `${address} ${path}`),
    );
    expect(marked.every((name) => resources.some(({ address, path }) => name === `${address} ${path}`))).toBe(true);
  });

  it('holds no secret', () => {
    for (const secret of expected.secrets ?? []) expect(JSON.stringify(summary)).not.toContain(secret);
  });

  it('lists the attributes that change, and no others', () => {
    for (const [address, paths] of Object.entries(expected.changedAttributes ?? {})) {
      const change = summary.changes.find((one) => one.address === address);
      expect(change?.attributes.map(({ path }) => path)).toEqual(paths);
    }
  });
});

it('puts what destroys first', () => {
  const actions = summarisePlan(recordedPlan('p05-moved-sensitive')).changes.map(({ action }) => action);
  expect(actions).toEqual(['update', 'update', 'create', 'create', 'move']);
});

it('takes forget and create as a replacement', () => {
  const summary = summarisePlan(changeOf('aws_sqs_queue', ['create', 'forget'], { id: 'a' }, { name: 'b' }));
  expect(summary.changes[0]).toMatchObject({ action: 'replace', replaceOrder: 'create-delete' });
});

it('shows an import with its id, counted once', () => {
  const plan = changeOf('aws_sqs_queue', ['no-op'], { id: 'q' }, { id: 'q' });
  const [resource] = plan.resource_changes ?? [];
  if (resource) resource.change.importing = { id: 'q-1' };
  const summary = summarisePlan(plan);
  expect(summary.changes[0]).toMatchObject({ action: 'import', importId: 'q-1' });
  expect(summary.counts).toMatchObject({ import: 1, noop: 1 });
});

it('says that a plan is incomplete', () => {
  expect(summarisePlan({ ...recordedPlan('p01-create'), complete: false }).complete).toBe(false);
});

it('shows an element that joins a list, and a key with a dot in quotes', () => {
  const before = { rules: [{ port: 1 }], tags: {} };
  const after = { rules: [{ port: 1 }, { port: 2 }], tags: { 'a.b': 'c' } };
  const [change] = summarisePlan(changeOf('aws_sqs_queue', ['update'], before, after)).changes;
  expect(change?.attributes.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
    'rules[1].port added',
    'tags."a.b" added',
  ]);
});
