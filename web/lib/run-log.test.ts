import { expect, it } from 'vitest';
import type { Event } from './api-types.generated.ts';
import { emptyRunLog, progressOf, withRunEvents } from './run-log.ts';
import type { AnyEvent } from './types.ts';

const script = (...events: AnyEvent[]): Event[] =>
  events.map((event, at) => ({ stream: 'run:r', seq: at + 1, at: '2026-01-01T00:00:00Z', event }));

const apply = (
  kind: string,
  address: string | null,
  message = kind,
  action = 'create',
  elapsedSeconds: number | null = null,
): AnyEvent => ({
  type: 'apply.log',
  payload: { kind, level: kind === 'apply_errored' ? 'error' : 'info', message, address, action, elapsedSeconds },
});
const state = (to: 'queued' | 'gating' | 'applying' | 'applied', reason: string | null = null): AnyEvent => ({
  type: 'run.state',
  payload: { runId: 'r', state: to, reason },
});

const bucket = script(
  state('applying'),
  apply('apply_start', 'aws_s3_bucket.logs', 'aws_s3_bucket.logs: Creating...'),
  apply('apply_progress', 'aws_s3_bucket.logs', 'Still creating', 'create', 10),
  apply('apply_complete', 'aws_s3_bucket.logs', 'Creation complete', 'create', 12),
  state('applied'),
);

it('gives the same log in one batch, in many, and with repeats', () => {
  const whole = withRunEvents(emptyRunLog, bucket);
  let split = emptyRunLog;
  for (const event of bucket) split = withRunEvents(withRunEvents(split, [event]), [event]);
  expect(split).toEqual(whole);
  expect(withRunEvents(emptyRunLog, [...bucket, ...bucket])).toEqual(whole);
  expect(whole.lines).toHaveLength(5);
});

it('keeps the same object when nothing is new, so that nothing is drawn again', () => {
  const whole = withRunEvents(emptyRunLog, bucket);
  expect(withRunEvents(whole, bucket)).toBe(whole);
});

it('follows each resource from start to end', () => {
  const half = withRunEvents(emptyRunLog, bucket.slice(0, 3));
  expect(half.resources).toMatchObject([{ address: 'aws_s3_bucket.logs', status: 'running', elapsedSeconds: 10 }]);
  const whole = withRunEvents(half, bucket.slice(3));
  expect(whole.resources).toMatchObject([{ status: 'done', elapsedSeconds: 12 }]);
  expect(progressOf(whole)).toEqual({ done: 1, failed: 0, running: 0 });
});

it('shows a replacement as two steps of one resource', () => {
  const log = withRunEvents(
    emptyRunLog,
    script(
      apply('apply_start', 'a.b', 'x', 'delete'),
      apply('apply_complete', 'a.b', 'x', 'delete'),
      apply('apply_start', 'a.b', 'x', 'create'),
      apply('apply_errored', 'a.b', 'x', 'create'),
    ),
  );
  expect(log.resources.map((one) => [one.action, one.status])).toEqual([
    ['delete', 'done'],
    ['create', 'failed'],
  ]);
});

it('splits a diagnostic of many lines into rows of one line', () => {
  const log = withRunEvents(emptyRunLog, script(apply('diagnostic', null, 'Error: no\n\n  on main.tf line 3\n')));
  expect(log.lines.map((line) => line.text)).toEqual(['Error: no', '', '  on main.tf line 3']);
});

it('says for whom the run waits, until it moves on', () => {
  const waiting = script(state('queued'), { type: 'run.waiting', payload: { position: 1, blockedBy: 'other' } });
  const log = withRunEvents(emptyRunLog, waiting);
  expect(log.waiting).toEqual({ position: 1, blockedBy: 'other' });
  const moved: Event = { stream: 'run:r', seq: 3, at: '2026-01-01T00:00:00Z', event: state('gating') };
  expect(withRunEvents(log, [moved]).waiting).toBeNull();
});

it('says why a decision did not count', () => {
  const payload = {
    approvalId: 'a',
    userId: 'u',
    userName: 'Ada',
    decision: 'approve' as const,
    comment: null,
    counted: false,
    refusal: 'the requester may not approve',
  };
  const log = withRunEvents(emptyRunLog, script({ type: 'approval.recorded', payload }));
  expect(log.lines[0]).toMatchObject({
    tone: 'warn',
    text: 'Ada approved, not counted: the requester may not approve',
  });
});

it('shows the words of a JSON line, not the line', () => {
  const step = (text: string): AnyEvent => ({ type: 'plan.progress', payload: { step: 'plan', text } });
  const log = withRunEvents(
    emptyRunLog,
    script(step('{"@level":"info","@message":"a.b: Plan to create"}'), step('{odd'), step('Plain')),
  );
  expect(log.lines.map((line) => line.text)).toEqual(['plan: a.b: Plan to create', 'plan: {odd', 'plan: Plain']);
});
