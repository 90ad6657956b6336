import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloudReader, ResourceKind } from '../provider.ts';
import { makeAwsReader } from './reader.ts';
import {
  ec2Error,
  jsonError,
  type StubAnswer,
  type StubAws,
  s3Error,
  startStubAws,
  xmlError,
} from './testing/stub-aws.ts';

let aws: StubAws;
let reader: CloudReader;

const keys = { accessKeyId: 'AKIAREAD', secretAccessKey: 'canary-secret', sessionToken: 'canary-session' };

const open = (endpoint = aws.url) => makeAwsReader({ ...keys, region: 'eu-central-1', endpoint }, { maxAttempts: 1 });

beforeEach(async () => {
  aws = await startStubAws();
  reader = open();
});

afterEach(() => {
  reader.close();
  aws.close();
});

const failing = (kind: ResourceKind, answer: StubAnswer) => {
  aws.answer = () => answer;
  return expect(reader.list(kind, { limit: 10 })).rejects;
};

describe('failures of AWS', () => {
  it.each<[string, ResourceKind, StubAnswer, string]>([
    ['the query protocol', 'rds_instance', xmlError(403, 'InvalidClientTokenId'), 'invalid'],
    ['EC2', 'vpc', ec2Error(401, 'AuthFailure'), 'invalid'],
    ['a JSON protocol', 'dynamodb_table', jsonError(400, 'UnrecognizedClientException'), 'invalid'],
    ['S3', 's3_bucket', s3Error(403, 'InvalidAccessKeyId'), 'invalid'],
    ['S3, on a wrong secret', 's3_bucket', s3Error(403, 'SignatureDoesNotMatch'), 'invalid'],
    ['the query protocol, in time', 'iam_role', xmlError(403, 'ExpiredToken'), 'expired'],
    ['EC2, in time', 'subnet', ec2Error(400, 'RequestExpired'), 'expired'],
    ['Lambda, in time', 'lambda_function', jsonError(403, 'ExpiredTokenException'), 'expired'],
    ['EC2, by policy', 'ec2_instance', ec2Error(403, 'UnauthorizedOperation'), 'access_denied'],
    ['SQS, by policy', 'sqs_queue', jsonError(400, 'AccessDenied'), 'access_denied'],
    ['S3, by policy', 's3_bucket', s3Error(403, 'AccessDenied'), 'access_denied'],
  ])('are rejected credentials in %s', async (_, kind, answer, reason) => {
    await failing(kind, answer).toMatchObject({ code: 'credentials_rejected', retryable: false, details: { reason } });
  });

  it('name the right that is missing', async () => {
    const message = 'User: arn:aws:iam::1:user/x is not authorized to perform: rds:DescribeDBInstances on resource: *';
    await failing('rds_instance', xmlError(403, 'AccessDenied', message)).toMatchObject({
      userMessage: expect.stringContaining('(rds:DescribeDBInstances)'),
    });
  });

  it.each<[ResourceKind, StubAnswer, number | undefined]>([
    ['vpc', ec2Error(503, 'RequestLimitExceeded', 'm', { 'retry-after': '7' }), 7_000],
    ['lambda_function', jsonError(429, 'TooManyRequestsException', 'm', { 'retry-after': '2' }), 2_000],
    ['dynamodb_table', jsonError(400, 'ThrottlingException'), undefined],
    ['s3_bucket', s3Error(503, 'SlowDown'), undefined],
  ])('are a throttle of %s, to be tried again when AWS says', async (kind, answer, retryAfterMs) => {
    await failing(kind, answer).toMatchObject({ code: 'cloud_throttled', retryable: true, retryAfterMs });
  });

  it.each<[string, StubAnswer, boolean]>([
    ['an error of its own', ec2Error(500, 'InternalError'), true],
    ['a cut line', 'cut', true],
    ['a request it does not take', ec2Error(400, 'InvalidParameterValue'), false],
  ])('are a failed cloud on %s', async (_, answer, retryable) => {
    await failing('vpc', answer).toMatchObject({ code: 'cloud_failed', retryable });
  });

  it('are a failed cloud when nothing listens', async () => {
    const nobody = open('http://127.0.0.1:1');
    await expect(nobody.identity()).rejects.toMatchObject({ code: 'cloud_failed', retryable: true });
  });

  it('keep keys out, even where AWS repeats the signed request', async () => {
    aws.answer = () => xmlError(403, 'SignatureDoesNotMatch', 'should have been x-amz-security-token:canary-session');
    const failure = await reader.list('iam_role', { limit: 1 }).catch((error) => error);
    expect(failure).toMatchObject({ code: 'credentials_rejected' });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('leave a cancelled caller with the reason of its own', async () => {
    aws.answer = () => 'hang';
    const reason = new Error('the activity was cancelled');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(reader.list('vpc', { limit: 1, signal: controller.signal })).rejects.toBe(reason);
  });

  it('in asking for the identity are not remembered', async () => {
    const good = aws.identity;
    aws.identity = () => xmlError(500, 'InternalFailure');
    await expect(reader.identity()).rejects.toMatchObject({ code: 'cloud_failed' });
    aws.identity = good;
    expect(await reader.identity()).toEqual({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/reader' });
  });
});

describe('regions', () => {
  it('are asked as wished, and the own one otherwise', async () => {
    aws.answer = () => ({ body: '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>' });
    await reader.list('vpc', { limit: 1 });
    await reader.list('vpc', { limit: 1, region: 'us-west-2' });
    expect(aws.requests.map(({ region }) => region)).toEqual(['eu-central-1', 'us-west-2']);
  });

  it.each(['', 'evil.example.com/', 'eu-central-1.evil.example', 'eu-central-1@evil', '../x', 'EU-CENTRAL-1'])(
    'are not called %j, which would become a host name',
    async (region) => {
      await expect(reader.list('vpc', { limit: 1, region })).rejects.toMatchObject({ code: 'bad_request' });
      expect(() => makeAwsReader({ ...keys, region })).toThrow(expect.objectContaining({ code: 'bad_request' }));
      expect(aws.requests).toEqual([]);
    },
  );
});

describe('paging', () => {
  const vpcPage = (ids: string[], token = '') => ({
    body: `<DescribeVpcsResponse><vpcSet>${ids.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet>
      ${token && `<nextToken>${token}</nextToken>`}</DescribeVpcsResponse>`,
  });

  it('goes on with the token it was given, and keeps it when a page fails', async () => {
    aws.answer = ({ query }) => (query.get('NextToken') === 't2' ? vpcPage(['vpc-2']) : vpcPage(['vpc-1'], 't2'));
    const first = await reader.page({ kind: 'vpc' });
    expect(first.cursor).toBe('t2');
    const good = aws.answer;
    aws.answer = () => ec2Error(503, 'RequestLimitExceeded');
    await expect(reader.page({ kind: 'vpc' }, { cursor: first.cursor })).rejects.toMatchObject({ retryable: true });
    aws.answer = good;
    const second = await reader.page({ kind: 'vpc' }, { cursor: first.cursor });
    expect(second).toMatchObject({ resources: [{ id: 'arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-2' }] });
    expect(second.cursor).toBeUndefined();
  });

  it('asks for no more than the service takes', async () => {
    aws.answer = () => vpcPage([]);
    await reader.page({ kind: 'vpc' }, { size: 1 });
    await reader.page({ kind: 'vpc' }, { size: 99_999 });
    expect(aws.requests.map(({ query }) => query.get('MaxResults'))).toEqual(['5', '1000']);
  });
});

describe('buckets', () => {
  const listing = (names: string[]) => ({
    body: `<ListAllMyBucketsResult><Buckets>${names
      .map((name) => `<Bucket><Name>${name}</Name><BucketRegion>eu-central-1</BucketRegion></Bucket>`)
      .join('')}</Buckets></ListAllMyBucketsResult>`,
  });

  it('that may not be looked into are listed, with what could not be seen', async () => {
    aws.answer = ({ path }) => (path === '/' ? listing(['locked']) : s3Error(403, 'AccessDenied'));
    const { resources } = await reader.list('s3_bucket', { limit: 10 });
    expect(resources).toMatchObject([
      {
        name: 'locked',
        attributes: {},
        gaps: { versioning: 'access_denied', publicAccessBlock: 'access_denied', encryption: 'access_denied' },
      },
    ]);
  });

  it('that went away since they were listed fail nothing', async () => {
    aws.answer = ({ path }) => (path === '/' ? listing(['gone']) : s3Error(404, 'NoSuchBucket'));
    const { resources } = await reader.list('s3_bucket', { limit: 10 });
    expect(resources).toMatchObject([{ name: 'gone', gaps: { versioning: 'gone' } }]);
  });

  it('fail as a whole when AWS throttles the details: half a truth would look like drift', async () => {
    aws.answer = ({ path }) => (path === '/' ? listing(['a', 'b']) : s3Error(503, 'SlowDown'));
    await expect(reader.list('s3_bucket', { limit: 10 })).rejects.toMatchObject({ code: 'cloud_throttled' });
  });

  it('are read with few requests at a time', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `bucket-${n}`);
    aws.answer = ({ path }) => (path === '/' ? listing(names) : s3Error(404, 'NoSuchBucket'));
    aws.delayMs = 3;
    const { resources } = await reader.list('s3_bucket', { limit: 100 });
    expect(resources.map(({ name }) => name)).toEqual(names);
    expect(aws.requests).toHaveLength(1 + 40 * 4);
    expect(aws.most).toBeLessThanOrEqual(6 * 4);
  });
});
