import { describe, expect, it } from 'vitest';
import { type AttributedRow, attribute, type FinishedRun, type StateRow } from './attribution.ts';

const row = (address: string, cloudId: string | null = `arn:${address}`): StateRow => ({
  address,
  type: address.split('.')[0] ?? '',
  cloudId,
  companion: false,
});
const known = (address: string, run: string | null): AttributedRow => ({
  ...row(address),
  createdByRunId: run,
  changedByRunId: run,
});
const run = (id: string, changes: FinishedRun['changes'], more: Partial<FinishedRun> = {}): FinishedRun => ({
  id,
  state: 'applied',
  finishedAt: new Date(0),
  completed: new Set(),
  changes,
  ...more,
});
const told = ({ history }: ReturnType<typeof attribute>) =>
  history.map(({ address, kind, runId, cloudId }) => `${runId} ${kind} ${address} ${cloudId}`);
const whose = ({ rows }: ReturnType<typeof attribute>) =>
  rows.map(({ address, createdByRunId, changedByRunId }) => [address, createdByRunId, changedByRunId]);

describe('attribution', () => {
  it('follows several runs at once, oldest first', () => {
    const found = attribute(
      [known('q.old', 'r0')],
      [row('q.new')],
      [
        run('r1', [
          { address: 'q.new', action: 'create' },
          { address: 'q.old', action: 'update' },
        ]),
        run('r2', [
          { address: 'q.old', action: 'destroy' },
          { address: 'q.new', action: 'update' },
        ]),
      ],
    );
    expect(whose(found)).toEqual([['q.new', 'r1', 'r2']]);
    expect(told(found)).toEqual([
      'r1 created q.new arn:q.new',
      'r1 updated q.old arn:q.old',
      'r2 destroyed q.old arn:q.old',
      'r2 updated q.new arn:q.new',
    ]);
  });

  it('tells the old thing from the new one after a replacement', () => {
    const before = [{ ...known('q.a', 'r0'), cloudId: 'arn:old' }];
    const found = attribute(before, [row('q.a', 'arn:new')], [run('r1', [{ address: 'q.a', action: 'replace' }])]);
    expect(told(found)).toEqual(['r1 destroyed q.a arn:old', 'r1 created q.a arn:new']);
    expect(whose(found)).toEqual([['q.a', 'r1', 'r1']]);
  });

  it('keeps who made a thing when it moves to another address', () => {
    const moved = run('r1', [{ address: 'q.b', previousAddress: 'q.a', action: 'move' }]);
    expect(whose(attribute([known('q.a', 'r0')], [row('q.b')], [moved]))).toEqual([['q.b', 'r0', 'r0']]);
  });

  it('calls an import an import', () => {
    const imported = run('r1', [{ address: 'q.a', action: 'update', importId: 'x' }]);
    expect(told(attribute([], [row('q.a')], [imported]))).toEqual(['r1 imported q.a arn:q.a']);
  });

  it('claims for a run that stopped midway only what came to pass', () => {
    const changes: FinishedRun['changes'] = ['made', 'planned'].map((name) => ({
      address: `q.${name}`,
      action: 'create',
    }));
    changes.push({ address: 'q.done', action: 'update' }, { address: 'q.untouched', action: 'update' });
    const partial = run('r1', changes, { state: 'partial', completed: new Set(['q.done']) });
    const before = [known('q.done', 'r0'), known('q.untouched', 'r0')];
    const now = [row('q.done'), row('q.untouched'), row('q.made')];
    const found = attribute(before, now, [partial]);
    expect(told(found)).toEqual(['r1 created q.made arn:q.made', 'r1 updated q.done arn:q.done']);
    expect(whose(found)).toEqual([
      ['q.done', 'r0', 'r1'],
      ['q.untouched', 'r0', 'r0'],
      ['q.made', 'r1', 'r1'],
    ]);
  });

  it('names no run for what was done to the state by hand', () => {
    const found = attribute([known('q.gone', 'r0')], [row('q.here')], []);
    expect(told(found)).toEqual(['null forgotten q.gone arn:q.gone', 'null created q.here arn:q.here']);
  });

  it('has nothing to tell twice', () => {
    const once = attribute([], [row('q.a')], [run('r1', [{ address: 'q.a', action: 'create' }])]);
    const again = attribute(once.rows, [row('q.a')], []);
    expect(again.history).toEqual([]);
    expect(again.rows).toEqual(once.rows);
  });
});
