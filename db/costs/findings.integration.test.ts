/** Waste in a real inventory, beside things that only look like it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BillingPlace, csvOf, focusRow, makeBillingPlace } from '../../tests/support/billing/place.ts';
import { type GivenResource, newEstate, putEdges, putResources, resourceRow } from '../../tests/support/estate-rows.ts';
import { type Database, inOrg, openDatabase } from '../client.ts';
import { listFindings } from './findings.ts';

const appUrl = process.env.DATABASE_URL;
const arn = (kind: string, id: string) => `arn:aws:ec2:eu-central-1:123456789012:${kind}/${id}`;
const old = new Date('2020-01-01');
const elb = 'AWS::ElasticLoadBalancingV2';

const given: GivenResource[] = [
  {
    name: 'loose',
    nativeType: 'AWS::EC2::Volume',
    cloudId: arn('volume', 'vol-0aaaaaaaa'),
    attributes: { state: 'available' },
  },
  {
    name: 'held',
    nativeType: 'AWS::EC2::Volume',
    cloudId: arn('volume', 'vol-0bbbbbbbb'),
    attributes: { state: 'in-use', attachedTo: ['i-0cccccccc'] },
  },
  {
    name: 'asleep',
    cloudId: arn('instance', 'i-0cccccccc'),
    attributes: { state: 'stopped', instanceType: 't2.micro' },
  },
  { name: 'asleep and bare', cloudId: arn('instance', 'i-0dddddddd'), attributes: { state: 'stopped' } },
  {
    name: 'veteran',
    cloudId: arn('instance', 'i-0eeeeeeee'),
    attributes: { state: 'running', instanceType: 'm4.large' },
  },
  {
    name: 'young',
    cloudId: arn('instance', 'i-0ffffffff'),
    attributes: { state: 'running', instanceType: 'm7g.large' },
  },
  { name: 'free', nativeType: 'AWS::EC2::EIP', attributes: { associated: false } },
  { name: 'used', nativeType: 'AWS::EC2::EIP', attributes: { associated: true } },
  { name: 'orphan', nativeType: 'AWS::EC2::Snapshot', cloudCreatedAt: old, attributes: { volumeId: 'vol-0gone000' } },
  { name: 'backup', nativeType: 'AWS::EC2::Snapshot', cloudCreatedAt: old, attributes: { volumeId: 'vol-0aaaaaaaa' } },
  { name: 'empty', nativeType: `${elb}::LoadBalancer`, cloudId: 'lb-empty' },
  {
    name: 'group of empty',
    nativeType: `${elb}::TargetGroup`,
    attributes: { loadBalancers: ['lb-empty'], targets: [] },
  },
  { name: 'unread', nativeType: `${elb}::LoadBalancer`, cloudId: 'lb-unread' },
  { name: 'group of unread', nativeType: `${elb}::TargetGroup`, attributes: { loadBalancers: ['lb-unread'] } },
  { name: 'redirects', nativeType: `${elb}::LoadBalancer`, cloudId: 'lb-redirects' },
  { name: 'routes', nativeType: 'AWS::EC2::RouteTable', attributes: { vpcId: 'vpc-1' } },
  { name: 'idle', nativeType: 'AWS::EC2::NatGateway', attributes: { vpcId: 'vpc-1' } },
  { name: 'busy', nativeType: 'AWS::EC2::NatGateway', cloudId: 'nat-busy', attributes: { vpcId: 'vpc-1' } },
  { name: 'unknown', nativeType: 'AWS::EC2::NatGateway', attributes: { vpcId: 'vpc-unlisted' } },
];

describe.skipIf(!appUrl)('findings', () => {
  let db: Database;
  let place: BillingPlace;

  beforeAll(async () => {
    db = openDatabase(appUrl ?? '');
    place = await makeBillingPlace(db);
    const org = await newEstate(db, place.orgId);
    const rows = await putResources(db, org, given);
    const table = rows.find(({ name }) => name === 'routes') ?? resourceRow(org, { name: 'none' });
    await putEdges(db, org, [{ kind: 'routes_to', from: table, to: { cloudId: 'nat-busy' } }]);
    const bill = (ResourceId: string, EffectiveCost: string) => focusRow({ ResourceId, EffectiveCost });
    await place.load([csvOf([bill('vol-0aaaaaaaa', '2.4'), bill(arn('volume', 'vol-0bbbbbbbb'), '1.2')])]);
  });
  afterAll(async () => {
    await place.close();
    await db.close();
  });

  it('name what is proven and nothing else, the largest saving by the bill first', async () => {
    const found = await inOrg(db, place, listFindings);
    expect(found.map(({ rule, resource, saving }) => [rule, resource.name, saving?.amount ?? null])).toEqual([
      // 2.4 a day for 730 hours, billed by its bare id.
      ['unattached_volume', 'loose', '73.00'],
      ['stopped_instance', 'asleep', '36.50'],
      ['unassociated_address', 'free', null],
      ['old_snapshot', 'orphan', null],
      ['load_balancer_without_targets', 'empty', null],
      ['idle_nat_gateway', 'idle', null],
      ['previous_generation', 'veteran', null],
    ]);
    expect(found[0]).toMatchObject({ evidence: { state: 'available' }, saving: { currency: 'USD' } });
    expect(found[0]?.request).toContain('"loose (arn:aws:ec2');
  });
});
