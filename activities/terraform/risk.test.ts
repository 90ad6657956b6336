import { describe, expect, it } from 'vitest';
import { Risk } from '../../db/model/plan-summary.ts';
import type { PlanJson } from './plan-json.ts';
import { changeOf, recorded, recordedPlan } from './plans.fixtures.ts';
import { assessRisk } from './risk.ts';
import { summarisePlan } from './summary.ts';

const rate = (plan: PlanJson) => assessRisk(plan, summarisePlan(plan));

describe.each(recorded)('$name', ({ plan, expected }) => {
  it('finds every risk that is there', () => {
    const risk = Risk.parse(rate(plan));
    for (const reason of expected.risk ?? []) expect(risk.reasons).toContain(reason);
    if (!expected.risk) expect(risk.class).toBe('low');
    for (const secret of expected.secrets ?? []) expect(JSON.stringify(risk)).not.toContain(secret);
  });
});

it('asks for a second person exactly where data can be lost', () => {
  const classes = recorded.map(({ name, plan }) => [name, rate(plan).class, rate(plan).secondPerson]);
  expect(classes).toEqual([
    ['p01-create', 'high', false],
    ['p02-update', 'low', false],
    ['p03-replace', 'critical', true],
    ['p04-destroy', 'critical', true],
    ['p05-moved-sensitive', 'low', false],
  ]);
});

it('takes a private bucket with versioning as low', () => {
  const plan = recordedPlan('p01-create');
  const kept = ['aws_s3_bucket', 'aws_s3_bucket_versioning'];
  plan.resource_changes = plan.resource_changes?.filter(({ type }) => kept.includes(type));
  expect(rate(plan)).toEqual({ class: 'low', reasons: [], secondPerson: false });
});

const admin = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
const open = JSON.stringify({
  Statement: { Effect: 'Allow', Principal: { AWS: ['*'] }, Action: 's3:GetObject', Resource: 'x' },
});
const closed = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'x', Condition: { Bool: {} } }],
});

it.each([
  [
    'a bucket with force_destroy goes',
    changeOf('aws_s3_bucket', ['delete'], { force_destroy: true }, null),
    'critical',
    /^data loss: aws_s3_bucket\.x \(force_destroy\)/,
  ],
  [
    'a bucket without it goes',
    changeOf('aws_s3_bucket', ['delete'], { force_destroy: false }, null),
    'high',
    /refuses while it holds objects/,
  ],
  ['a volume is replaced', changeOf('aws_ebs_volume', ['delete', 'create'], {}, {}), 'critical', /^data loss/],
  ['a queue goes', changeOf('aws_sqs_queue', ['delete'], {}, null), 'medium', /^contents lost/],
  ['a key goes', changeOf('aws_kms_key', ['delete'], {}, null), 'critical', /never be read again/],
  ['a topic goes', changeOf('aws_sns_topic', ['delete'], {}, null), 'medium', null],
  [
    'a log group gets shorter',
    changeOf('aws_cloudwatch_log_group', ['update'], { retention_in_days: 30 }, { retention_in_days: 7 }),
    'low',
    null,
  ],
  [
    'everything is allowed to a role',
    changeOf('aws_iam_role_policy', ['create'], null, { policy: admin }),
    'high',
    /every action on everything/,
  ],
  [
    'an administrator is attached',
    changeOf('aws_iam_role_policy_attachment', ['create'], null, {
      policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    'high',
    /AdministratorAccess/,
  ],
  [
    'a bucket is opened',
    changeOf('aws_s3_bucket_policy', ['update'], { policy: closed }, { policy: open }),
    'high',
    /^bucket policy for everyone \(/,
  ],
  ['a bucket has a condition', changeOf('aws_s3_bucket_policy', ['create'], null, { policy: closed }), 'low', null],
  [
    'a web port opens',
    changeOf('aws_vpc_security_group_ingress_rule', ['create'], null, {
      from_port: 443,
      to_port: 443,
      cidr_ipv4: '0.0.0.0/0',
    }),
    'medium',
    /443 from 0\.0\.0\.0\/0/,
  ],
  [
    'every port opens over IPv6',
    changeOf('aws_security_group_rule', ['create'], null, {
      type: 'ingress',
      protocol: '-1',
      ipv6_cidr_blocks: ['::/0'],
    }),
    'high',
    /every port from ::\/0/,
  ],
  [
    'a private net is let in',
    changeOf('aws_security_group_rule', ['create'], null, {
      type: 'ingress',
      from_port: 22,
      to_port: 22,
      cidr_blocks: ['10.0.0.0/8'],
    }),
    'low',
    null,
  ],
  [
    'a database loses its protection',
    changeOf('aws_db_instance', ['update'], { deletion_protection: true }, { deletion_protection: false }),
    'high',
    /deletion protection off/,
  ],
  [
    'a database gets one',
    changeOf('aws_db_instance', ['update'], { deletion_protection: false }, { deletion_protection: true }),
    'low',
    null,
  ],
  [
    'a database goes public',
    changeOf('aws_db_instance', ['update'], { publicly_accessible: false }, { publicly_accessible: true }),
    'high',
    /internet/,
  ],
  [
    'encryption goes',
    changeOf('aws_efs_file_system', ['delete', 'create'], { encrypted: true }, { encrypted: false }),
    'critical',
    /^data loss/,
  ],
  ['the trail goes', changeOf('aws_cloudtrail', ['delete'], {}, null), 'high', /audit trail removed/],
  ['something is forgotten', changeOf('aws_db_instance', ['forget'], {}, null), 'medium', /no longer managed/],
  [
    'a store will go without a copy',
    changeOf('aws_db_instance', ['update'], { skip_final_snapshot: false }, { skip_final_snapshot: true }),
    'high',
    /later destroy/,
  ],
] as const)('%s', (_, plan, level, reason) => {
  const risk = rate(plan);
  expect(risk.class).toBe(level);
  if (reason) expect(risk.reasons.join('\n')).toMatch(reason);
});

it('counts many destroyed at once', () => {
  const plan = changeOf('aws_sns_topic', ['delete'], {}, null);
  const [one] = plan.resource_changes ?? [];
  plan.resource_changes = Array.from({ length: 12 }, (_, index) => ({
    ...(one as NonNullable<typeof one>),
    address: `aws_sns_topic.x[${index}]`,
  }));
  expect(rate(plan)).toMatchObject({ class: 'high', reasons: [expect.stringContaining('12 resources')] });
});
