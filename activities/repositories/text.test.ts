import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../db/model/plan-summary.ts';
import type { PullRequest } from '../../db/pull-requests.ts';
import type { Run } from '../../db/runs.ts';
import { commentText, standingOf, type Told } from './text.ts';

const counts = { create: 1, update: 0, replace: 0, destroy: 0, forget: 0, import: 0, move: 0, read: 0, noop: 0 };

const change = (address: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address,
  type: 'aws_s3_bucket',
  name: 'b',
  provider: 'aws',
  action: 'update',
  replacePaths: [],
  attributes: [],
  ...more,
});

const told = (run: Partial<Run>, more: Partial<Told> = {}): Told => ({
  pullRequest: { state: 'open', reason: null } as PullRequest,
  run: { kind: 'apply', state: 'awaiting_approval', cost: null, risk: null, seal: null, reason: null, ...run } as Run,
  projectName: 'Main',
  applyOn: 'merge',
  runUrl: 'https://aurora.test/runs/1',
  ...more,
});

const summaryOf = (changes: ResourceChange[]) => ({
  terraformVersion: '1',
  complete: true,
  counts,
  changes,
  outputs: [],
  drift: [],
});

describe('what Aurora says on a pull request', () => {
  it('shows names and reasons of others as text: nobody is mentioned, nothing is loaded, no block is ended', () => {
    const hostile = 'x`</details>\n@everyone ![](http://evil.test/x.png) <img src=x>';
    const risk = { class: 'high' as const, reasons: [hostile], secondPerson: false };
    const text = commentText(
      told(
        { summary: summaryOf([change(hostile)]), risk },
        { projectName: hostile, pullRequest: { state: 'open', reason: hostile } as PullRequest },
      ),
    );
    const outside = text.replace(/`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/@everyone/);
    expect(outside).not.toContain('![](');
    expect(outside).not.toMatch(/(?<!\\)<img/);
    expect(outside.match(/(?<!\\)<\/details>/g)).toHaveLength(1);
  });

  it('shows what is masked as masked, and old and new of the rest', () => {
    const attributes = [
      {
        path: 'password',
        kind: 'changed' as const,
        before: 'hunter2',
        after: 'hunter3',
        sensitive: true,
        forcesReplacement: false,
      },
      {
        path: 'acl',
        kind: 'changed' as const,
        before: 'private',
        after: 'public',
        sensitive: false,
        forcesReplacement: true,
      },
    ];
    const text = commentText(told({ summary: summaryOf([change('aws_db.a', { attributes })]) }));
    expect(text).not.toContain('hunter');
    expect(text).toContain('`acl`: `"private"` to `"public"` (forces replacement)');
  });

  it('fits into a comment, however large the plan is', () => {
    const attributes = Array.from({ length: 50 }, (_, index) => ({
      path: `${'p'.repeat(200)}${index}`,
      kind: 'changed' as const,
      before: 'b'.repeat(500),
      after: 'a'.repeat(500),
      sensitive: false,
      forcesReplacement: false,
    }));
    const changes = Array.from({ length: 2_000 }, (_, index) => change(`aws_x.r${index}`, { attributes: attributes }));
    const text = commentText(told({ summary: summaryOf(changes) }));
    expect(text.length).toBeLessThan(65_000);
    expect(text).toMatch(/and 19\d\d more, on the run's page\n\n<\/details>/);
  });

  it('lets a required check pass where merging is the decision, and not where Aurora decides', () => {
    expect(standingOf(told({})).state).toBe('passed');
    expect(standingOf(told({}, { applyOn: 'page' })).state).toBe('running');
    expect(standingOf(told({ state: 'failed' })).state).toBe('failed');
    expect(standingOf(told({ state: 'applying' })).state).toBe('running');
  });
});
