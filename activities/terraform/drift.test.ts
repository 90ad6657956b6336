import { describe, expect, it } from 'vitest';
import { realDrift } from './drift.ts';
import type { PlanJson } from './plan-json.ts';
import { changeOf, recorded } from './plans.fixtures.ts';

describe.each(recorded)('$name', ({ plan, expected }) => {
  it('finds the drift that is real, and none in the noise', () => {
    expect(realDrift(plan)).toEqual(expected.drift);
    const addresses = (plan.resource_drift ?? []).map(({ address }) => address).toSorted();
    expect(addresses).toEqual(expected.driftNoise.map(({ address }) => address).toSorted());
  });
});

const drifted = (
  type: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
  others: string[] = [],
  written: string[] = [],
): PlanJson => ({
  ...changeOf(type, [], null, null),
  resource_drift: changeOf(type, after ? ['update'] : ['delete'], before, after).resource_changes,
  resource_changes: [],
  configuration: {
    root_module: {
      resources: [
        {
          address: `${type}.x`,
          type,
          mode: 'managed',
          expressions: Object.fromEntries(written.map((name) => [name, {}])),
        },
        ...others.map((other) => ({ address: `${other}.x`, type: other, mode: 'managed' })),
      ],
    },
  },
});

it('shows a tag that somebody set by hand', () => {
  expect(realDrift(drifted('aws_sqs_queue', { tags: null }, { tags: { owner: 'me' } }))).toEqual([
    {
      address: 'aws_sqs_queue.x',
      action: 'update',
      attributes: [expect.objectContaining({ path: 'tags.owner', kind: 'added', after: 'me' })],
    },
  ]);
});

it('shows what somebody deleted', () => {
  expect(realDrift(drifted('aws_sqs_queue', { id: 'q' }, null))).toEqual([
    { address: 'aws_sqs_queue.x', action: 'destroy', attributes: [] },
  ]);
});

it('leaves out a bucket that shows the policy another resource has set', () => {
  const plan = drifted('aws_s3_bucket', { policy: '' }, { policy: '{"a":1}' }, ['aws_s3_bucket_policy']);
  expect(realDrift(plan)).toEqual([]);
});

it('shows a policy on a bucket that nobody here has set', () => {
  expect(realDrift(drifted('aws_s3_bucket', { policy: '' }, { policy: '{"a":1}' }))).toHaveLength(1);
});

it('leaves out a time that moves by itself, and an unset switch that shows as off', () => {
  expect(
    realDrift(drifted('aws_db_instance', { latest_restorable_time: 'a' }, { latest_restorable_time: 'b' })),
  ).toEqual([]);
  expect(realDrift(drifted('aws_db_instance', { multi_az: null }, { multi_az: false }))).toEqual([]);
  expect(realDrift(drifted('aws_db_instance', { multi_az: true }, { multi_az: false }))).toHaveLength(1);
});

it('leaves out a text in JSON that says the same with other spaces and another order', () => {
  const written = '{"maxReceiveCount": 5, "deadLetterTargetArn": "arn:q"}';
  const back = '{"deadLetterTargetArn":"arn:q","maxReceiveCount":5}';
  expect(realDrift(drifted('aws_sqs_queue', { redrive_policy: written }, { redrive_policy: back }))).toEqual([]);
  const other = back.replace('5', '6');
  expect(realDrift(drifted('aws_sqs_queue', { redrive_policy: written }, { redrive_policy: other }))).toHaveLength(1);
  // Texts that are no JSON are compared as they are.
  expect(realDrift(drifted('aws_instance', { user_data: '{a' }, { user_data: '{ a' }))).toHaveLength(1);
});
