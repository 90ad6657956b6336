import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { edgeKinds, resourceCategories } from '../../../db/model/estate.ts';
import type { Json } from '../../clouds/provider.ts';
import type { InventoryResource } from '../provider.ts';
import { byEc2, byEc2Id, byKey, type EdgeRule, edgesOf, inField } from './edges.ts';
import type { AwsKind } from './kind.ts';
import { awsKinds } from './kinds/index.ts';
import { kindsTable } from './kinds-table.ts';

const home = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const arn = (service: string, tail: string) => `arn:aws:${service}:eu-central-1:111122223333:${tail}`;

const resource = (attributes: Record<string, Json>, cloudId = arn('ec2', 'instance/i-1')): InventoryResource => ({
  ...{ cloudId, account: home.account, region: home.region, service: 'ec2', nativeType: 'AWS::EC2::Instance' },
  ...{ category: 'compute', name: 'web', tags: {}, attributes },
});

const subnet: EdgeRule = { name: 'aws.ec2.instance.subnet', kind: 'runs_on', field: 'subnetId', to: byEc2('subnet') };

describe('an edge', () => {
  it('is proven by the field that names its other end', () => {
    expect(edgesOf(resource({ subnetId: 'subnet-1' }), [subnet])).toEqual([
      {
        kind: 'runs_on',
        from: arn('ec2', 'instance/i-1'),
        to: arn('ec2', 'subnet/subnet-1'),
        confidence: 1,
        rule: 'aws.ec2.instance.subnet',
        evidence: { 'attributes.subnetId': 'subnet-1' },
      },
    ]);
  });

  it('is none without the field, nor with an empty one, nor to itself', () => {
    const peer: EdgeRule = { ...subnet, field: 'peers', to: byEc2('instance') };
    const none: Record<string, Json>[] = [
      {},
      { subnetId: null },
      { subnetId: '' },
      { subnetId: [] },
      { peers: ['i-1'] },
    ];
    for (const attributes of none) {
      expect(edgesOf(resource(attributes), [subnet, peer])).toEqual([]);
    }
  });

  it('is one for each value, and one for a value that stands there twice', () => {
    const edges = edgesOf(resource({ subnetId: ['subnet-1', 'subnet-2', 'subnet-1'] }), [subnet]);
    expect(edges.map(({ to }) => to)).toEqual([arn('ec2', 'subnet/subnet-1'), arn('ec2', 'subnet/subnet-2')]);
  });

  it('stays in the partition of its resource', () => {
    const chinese = resource({ subnetId: 'subnet-1' }, 'arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1');
    expect(edgesOf({ ...chinese, region: 'cn-north-1' }, [subnet])).toMatchObject([
      { to: 'arn:aws-cn:ec2:cn-north-1:111122223333:subnet/subnet-1' },
    ]);
  });
});

const me = resource({});

describe('the other end', () => {
  it.each<[string, string | undefined]>([
    [arn('kms', 'key/1'), arn('kms', 'key/1')],
    ['12345678-1234-1234-1234-123456789012', arn('kms', 'key/12345678-1234-1234-1234-123456789012')],
    ['alias/orders', arn('kms', 'alias/orders')],
    ['alias/aws/sqs', undefined],
    [arn('kms', 'alias/aws/sns'), undefined],
    ['none', undefined],
    ['SQS', undefined],
  ])('of a key called %s is %s', (name, expected) => {
    expect(byKey(name, home, me)).toBe(expected);
  });

  it.each<[string, string | undefined]>([
    ['igw-1', arn('ec2', 'internet-gateway/igw-1')],
    ['nat-1', arn('ec2', 'natgateway/nat-1')],
    ['pcx-1', arn('ec2', 'vpc-peering-connection/pcx-1')],
    ['i-1', arn('ec2', 'instance/i-1')],
    ['local', undefined],
    ['10.0.0.7', undefined],
  ])('of a route to %s is %s', (target, expected) => {
    expect(inField('target', byEc2Id)({ destination: '0.0.0.0/0', target }, home, me)).toBe(expected);
  });
});

describe('the registry of kinds', () => {
  const unique = (of: (kind: AwsKind) => string) => new Set(awsKinds.map(of)).size;

  it('has each listing and each type once: scopes would else overlap', () => {
    expect(unique(({ kind }) => kind)).toBe(awsKinds.length);
    expect(unique(({ nativeType }) => nativeType)).toBe(awsKinds.length);
  });

  it('has a title and a category for each', () => {
    for (const { kind, title, category, service } of awsKinds) {
      expect(kind).toMatch(new RegExp(`^${service}\\.[a-z-]+$`));
      expect(title.length, kind).toBeGreaterThan(3);
      expect(resourceCategories).toContain(category);
    }
  });

  it('has rules of names that occur once, and of kinds that exist', () => {
    const rules = awsKinds.flatMap((kind) => kind.rules);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const { name, kind } of rules) {
      expect(Object.keys(edgeKinds)).toContain(kind);
      expect(name).toMatch(/^aws\.[a-z0-9]+\.[a-z_]+\.[a-z_]+$/);
    }
  });

  it.each([
    ['ec2:instance/i-1', 'ec2.instances'],
    ['s3:logs', 's3.buckets'],
    ['s3:accesspoint/a', undefined],
    ['elasticloadbalancing:loadbalancer/classic', undefined],
    ['elasticloadbalancing:loadbalancer/app/web/1', 'elbv2.load-balancers'],
    ['sns:news', 'sns.topics'],
    ['iam:user/anna', undefined],
    ['route53:hostedzone/Z1', 'route53.zones'],
    ['rds:cluster-snapshot:x', undefined],
    ['dynamodb:table/a/backup/1', undefined],
  ])('answers for %s with %s alone', (tail, kind) => {
    expect(awsKinds.filter(({ arns }) => arns.test(tail)).map((own) => own.kind)).toEqual(kind ? [kind] : []);
  });

  it('is what docs/inventory.md says', () => {
    const page = readFileSync(new URL('../../../docs/inventory.md', import.meta.url), 'utf8');
    expect(page).toContain(kindsTable());
  });
});
