import { expect, it } from 'vitest';
import { parseApplyLine } from './apply-events.ts';
import { noSecrets } from './redact.ts';

const line = (value: Record<string, unknown>) => JSON.stringify({ '@level': 'info', '@message': 'words', ...value });
const parse = (value: Record<string, unknown>, secrets = noSecrets) => parseApplyLine(line(value), secrets);

it('tells what begins, goes on, ends and fails, with address and time', () => {
  const hook = { resource: { addr: 'aws_sqs_queue.q' }, action: 'create', elapsed_seconds: 10, id_value: 'q-1' };
  expect(parse({ type: 'apply_start', hook: { ...hook, elapsed_seconds: undefined, id_value: undefined } })).toEqual({
    type: 'apply_start',
    level: 'info',
    message: 'words',
    address: 'aws_sqs_queue.q',
    action: 'create',
  });
  expect(parse({ type: 'apply_progress', hook })).toMatchObject({ type: 'apply_progress', elapsedSeconds: 10 });
  expect(parse({ type: 'apply_complete', hook })).toMatchObject({ idValue: 'q-1', action: 'create' });
  expect(parse({ type: 'apply_errored', hook })).toMatchObject({ type: 'apply_errored', level: 'error' });
});

it('puts a diagnostic into one sentence with its place', () => {
  const diagnostic = {
    severity: 'error',
    summary: 'creating SQS Queue',
    detail: 'AccessDenied:\n  no',
    address: 'aws_sqs_queue.q',
    range: { filename: 'main.tf', start: { line: 4 } },
  };
  expect(parse({ '@level': 'error', type: 'diagnostic', diagnostic })).toEqual({
    type: 'diagnostic',
    level: 'error',
    message: 'main.tf line 4, in aws_sqs_queue.q: creating SQS Queue. AccessDenied: no.',
    address: 'aws_sqs_queue.q',
  });
});

it('gives the counts of the summary', () => {
  const event = parse({ type: 'change_summary', changes: { add: 2, change: 1, remove: 0, operation: 'apply' } });
  expect(event?.counts).toEqual({ add: 2, change: 1, remove: 0, import: 0 });
});

it('masks secrets in every text, and never passes values of outputs on', () => {
  const secrets = { values: ['hunter2-hunter2'] };
  const hook = { resource: { addr: 'a.b' }, action: 'create', id_value: 'x-hunter2-hunter2' };
  const events = [
    parse({ '@message': 'a.b: hunter2-hunter2', type: 'apply_complete', hook }, secrets),
    parse({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'no', detail: 'hunter2-hunter2' } }, secrets),
    parse({ type: 'outputs', outputs: { pw: { sensitive: false, value: 'hunter2-hunter2' } } }, secrets),
    parseApplyLine('panic: hunter2-hunter2', secrets),
  ];
  expect(JSON.stringify(events)).not.toContain('hunter2');
  expect(events[2]?.message).toBe('Outputs: pw.');
});

it('leaves out what people have seen in the plan, and keeps lines that are no JSON', () => {
  for (const type of ['version', 'planned_change', 'resource_drift', 'refresh_start'])
    expect(parse({ type })).toBeNull();
  expect(parseApplyLine('', noSecrets)).toBeNull();
  expect(parseApplyLine('{"broken', noSecrets)).toEqual({ type: 'log', level: 'info', message: '{"broken' });
  expect(parse({ type: 'something_new' })).toEqual({ type: 'log', level: 'info', message: 'words' });
});
