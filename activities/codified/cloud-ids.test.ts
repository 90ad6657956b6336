import { describe, expect, it } from 'vitest';
import { readStateFacts } from '../terraform/state.ts';
import { readingOf } from './read-state.ts';

const home = { account: '111122223333', region: 'eu-central-1' };
const main = 'provider["registry.terraform.io/hashicorp/aws"]';

type Instance = { index_key?: string | number; dependencies?: string[]; [attribute: string]: unknown };

const resource = (address: string, instances: Instance[], provider = main) => {
  const [type, name] = address.split('.');
  return {
    mode: 'managed',
    type,
    name,
    provider,
    instances: instances.map(({ index_key, dependencies, ...attributes }) => ({ index_key, dependencies, attributes })),
  };
};
const read = (...resources: object[]) =>
  readingOf(readStateFacts(JSON.stringify({ version: 4, lineage: 'l', serial: 3, resources })), home);
const idsOf = (...resources: object[]) =>
  Object.fromEntries(read(...resources).rows.map(({ address, cloudId }) => [address, cloudId]));

describe('the canonical id of what a state holds', () => {
  it('is the ARN that the state keeps', () => {
    expect(idsOf(resource('aws_sqs_queue.q', [{ arn: 'arn:aws:sqs:eu-west-1:1:q' }]))).toEqual({
      'aws_sqs_queue.q': 'arn:aws:sqs:eu-west-1:1:q',
    });
  });

  it('is made of parts where the state has no ARN, in the region where that provider block works', () => {
    const west = `${main}.west`;
    const ids = idsOf(
      resource('aws_nat_gateway.home', [{ id: 'nat-1' }]),
      resource('aws_subnet.west', [{ arn: 'arn:aws:ec2:us-west-2:111122223333:subnet/subnet-1' }], west),
      resource('aws_nat_gateway.west', [{ id: 'nat-2' }], west),
      resource('aws_nat_gateway.unknown', [{ id: 'nat-3' }], `${main}.east`),
      resource('aws_nat_gateway.halfmade', [{ id: null }]),
    );
    expect(ids).toMatchObject({
      'aws_nat_gateway.home': 'arn:aws:ec2:eu-central-1:111122223333:natgateway/nat-1',
      'aws_nat_gateway.west': 'arn:aws:ec2:us-west-2:111122223333:natgateway/nat-2',
      'aws_nat_gateway.unknown': null,
      'aws_nat_gateway.halfmade': null,
    });
  });

  it('of a companion is the one of the resource that it configures', () => {
    const { rows } = read(
      resource('aws_s3_bucket.logs', [{ arn: 'arn:aws:s3:::logs', bucket: 'logs' }]),
      resource('aws_s3_bucket_versioning.logs', [{ bucket: 'logs', id: 'logs' }]),
      resource('aws_s3_bucket_policy.elsewhere', [{ bucket: 'others' }]),
      resource('aws_iam_role.app', [{ arn: 'arn:aws:iam::111122223333:role/team/app', name: 'app' }]),
      resource('aws_iam_role_policy.app', [{ role: 'app' }]),
      resource('aws_iam_role_policy.unknown', [{ role: 'not-in-this-state' }]),
      resource('aws_sqs_queue_policy.q', [{ queue_url: 'http://127.0.0.1:5000/111122223333/jobs' }]),
      resource('aws_route.out', [{ route_table_id: 'rtb-1' }]),
    );
    expect(rows.map(({ address, cloudId, companion }) => [address, cloudId, companion])).toEqual([
      ['aws_s3_bucket.logs', 'arn:aws:s3:::logs', false],
      ['aws_s3_bucket_versioning.logs', 'arn:aws:s3:::logs', true],
      ['aws_s3_bucket_policy.elsewhere', 'arn:aws:s3:::others', true],
      ['aws_iam_role.app', 'arn:aws:iam::111122223333:role/team/app', false],
      ['aws_iam_role_policy.app', 'arn:aws:iam::111122223333:role/team/app', true],
      ['aws_iam_role_policy.unknown', null, true],
      // Without a word of where it is, the connection's region.
      ['aws_sqs_queue_policy.q', 'arn:aws:sqs:eu-central-1:111122223333:jobs', true],
      ['aws_route.out', 'arn:aws:ec2:eu-central-1:111122223333:route-table/rtb-1', true],
    ]);
  });

  it('is unknown for a value that Terraform calls sensitive', () => {
    const secret = {
      mode: 'managed',
      type: 'aws_sqs_queue',
      name: 'q',
      provider: main,
      instances: [
        { attributes: { arn: 'arn:aws:sqs:a:1:hidden' }, sensitive_attributes: [[{ type: 'get_attr', value: 'arn' }]] },
      ],
    };
    expect(JSON.stringify(read(secret))).not.toContain('hidden');
  });
});

describe('the order of destruction', () => {
  it('follows dependencies between things, with every instance of what they name', () => {
    const arn = (kind: string, id: string) => `arn:aws:ec2:eu-central-1:1:${kind}/${id}`;
    const { edges } = read(
      resource('aws_vpc.main', [{ arn: arn('vpc', 'v') }]),
      resource('aws_subnet.all', [
        { index_key: 'a.b[0]', arn: arn('subnet', 'a'), dependencies: ['aws_vpc.main'] },
        { index_key: 'c', arn: arn('subnet', 'c'), dependencies: ['aws_vpc.main'] },
      ]),
      resource('aws_instance.web', [{ arn: arn('instance', 'i'), dependencies: ['aws_subnet.all', 'aws_ghost.x'] }]),
    );
    expect(edges.map(({ from, to }) => `${from.split('/')[1]} before ${to.split('/')[1]}`)).toEqual([
      'a before v',
      'c before v',
      'i before a',
      'i before c',
    ]);
    expect(edges[0]).toMatchObject({ dependent: 'aws_subnet.all["a.b[0]"]', needs: 'aws_vpc.main' });
  });

  it('says nothing of a thing and its own companions', () => {
    const { edges } = read(
      resource('aws_s3_bucket.logs', [{ arn: 'arn:aws:s3:::logs', bucket: 'logs' }]),
      resource('aws_s3_bucket_versioning.logs', [{ bucket: 'logs', dependencies: ['aws_s3_bucket.logs'] }]),
    );
    expect(edges).toEqual([]);
  });
});
