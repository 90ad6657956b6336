import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ec2Error,
  jsonError,
  type StubAnswer,
  type StubAws,
  s3Error,
  startStubAws,
  xmlError,
} from '../../clouds/aws/testing/stub-aws.ts';
import type { InventoryProvider, InventoryScope } from '../provider.ts';
import { type AwsInventoryOptions, makeAwsInventory } from './provider.ts';

const account = '111122223333';
const region = 'eu-central-1';
const secret = {
  read_access_key_id: 'AKIAREAD',
  read_secret_access_key: 'canary-secret',
  session_token: 'canary-session',
};

let aws: StubAws;
let provider: InventoryProvider;
let taken: string[];
let throttles: [string, number | undefined][];
let leave: (signal?: AbortSignal) => Promise<void>;

const open = (options: AwsInventoryOptions = {}) => {
  const pace = {
    async take(api: string, signal?: AbortSignal) {
      taken.push(api);
      await leave(signal);
    },
    async throttled(api: string, ms?: number) {
      throttles.push([api, ms]);
    },
  };
  return makeAwsInventory(
    { secret, account, region, endpoint: aws.url, pace },
    { maxAttempts: 1, pageSize: 5, everyRegion: true, ...options },
  );
};

beforeEach(async () => {
  aws = await startStubAws();
  [taken, throttles, leave] = [[], [], async () => {}];
  provider = open();
});

afterEach(() => {
  provider.close();
  aws.close();
});

const scope = (kind: string, place = region): InventoryScope => ({ account, region: place, kind });
const list = (kind: string, cursor: string | null = null) => provider.list(scope(kind), cursor);

const vpcPage = (ids: string[], token = ''): StubAnswer => ({
  body: `<DescribeVpcsResponse><vpcSet>${ids.map((id) => `<item><vpcId>${id}</vpcId></item>`).join('')}</vpcSet>
    ${token && `<nextToken>${token}</nextToken>`}</DescribeVpcsResponse>`,
});

const regionList = (...names: string[]): StubAnswer => ({
  body: `<DescribeRegionsResponse><regionInfo>${names
    .map((name) => `<item><regionName>${name}</regionName></item>`)
    .join('')}</regionInfo></DescribeRegionsResponse>`,
});

describe('failures of a listing', () => {
  const failing = (kind: string, answer: StubAnswer, cursor: string | null = null) => {
    aws.answer = () => answer;
    return expect(list(kind, cursor)).rejects;
  };

  it.each<[string, StubAnswer]>([
    ['ec2.vpcs', ec2Error(401, 'AuthFailure')],
    ['rds.instances', xmlError(403, 'InvalidClientTokenId')],
    ['sns.topics', xmlError(403, 'ExpiredToken')],
    ['dynamodb.tables', jsonError(400, 'ExpiredTokenException')],
    ['kms.keys', jsonError(400, 'UnrecognizedClientException')],
    ['s3.buckets', s3Error(403, 'InvalidAccessKeyId')],
  ])('of %s stop everything when the keys are rejected', async (kind, answer) => {
    await failing(kind, answer).toMatchObject({ code: 'credentials_rejected', retryable: false });
  });

  it.each<[string, StubAnswer]>([
    ['ec2.volumes', ec2Error(403, 'UnauthorizedOperation')],
    ['elbv2.load-balancers', xmlError(403, 'AccessDenied')],
    ['ecs.clusters', jsonError(400, 'AccessDeniedException')],
    ['eks.clusters', jsonError(403, 'AccessDeniedException')],
    ['s3.buckets', s3Error(403, 'AccessDenied')],
    ['cloudfront.distributions', xmlError(403, 'AccessDenied')],
    ['route53.zones', xmlError(403, 'AccessDenied')],
    ['elasticache.clusters', xmlError(400, 'OptInRequired')],
  ])('of %s skip this one alone when it is not allowed', async (kind, answer) => {
    await failing(kind, answer).toMatchObject({ code: 'cloud_denied', retryable: false });
  });

  it.each<[string, StubAnswer, string, number | undefined]>([
    ['ec2.vpcs', ec2Error(503, 'RequestLimitExceeded', 'm', { 'retry-after': '7' }), `ec2/${region}`, 7_000],
    ['lambda.functions', jsonError(429, 'TooManyRequestsException'), `lambda/${region}`, undefined],
    ['autoscaling.groups', xmlError(400, 'Throttling'), `autoscaling/${region}`, undefined],
    ['cloudwatch.alarms', jsonError(400, 'ThrottlingException'), `cloudwatch/${region}`, undefined],
  ])('of %s tell the pace of a throttle', async (kind, answer, api, retryAfterMs) => {
    await failing(kind, answer).toMatchObject({ code: 'cloud_throttled', retryable: true, retryAfterMs });
    expect(throttles).toEqual([[api, retryAfterMs]]);
  });

  it('start over when AWS no longer knows the cursor, and only then', async () => {
    await failing('ec2.vpcs', ec2Error(400, 'InvalidNextToken'), 'old').toMatchObject({ code: 'cursor_expired' });
    await failing('ec2.vpcs', ec2Error(400, 'InvalidNextToken')).toMatchObject({ code: 'cloud_failed' });
    await failing('route53.records', 'cut', 'no place').toMatchObject({ code: 'cursor_expired' });
  });

  it.each<StubAnswer>([ec2Error(500, 'InternalError'), 'cut'])('are tried again after %j', async (answer) => {
    await failing('ec2.vpcs', answer).toMatchObject({ code: 'cloud_failed', retryable: true });
  });

  it('keep keys out, even where AWS repeats the signed request', async () => {
    aws.answer = () => xmlError(403, 'SignatureDoesNotMatch', 'should have been x-amz-security-token:canary-session');
    const failure = await provider.list(scope('iam.roles', 'global'), null).catch((error) => error);
    expect(failure).toMatchObject({ code: 'credentials_rejected' });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('come before anything is asked when the keys are those of another account by now', async () => {
    const other = { ...scope('ec2.vpcs'), account: '999900001111' };
    await expect(provider.list(other, null)).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'other_account' },
    });
    expect(aws.requests).toEqual([]);
  });
});

describe('the pace', () => {
  it('gives leave to every attempt, also those that the SDK makes by itself', async () => {
    provider.close();
    provider = open({ maxAttempts: 4 });
    let asked = 0;
    aws.answer = () =>
      ++asked < 3 ? ec2Error(503, 'RequestLimitExceeded', 'm', { 'retry-after': '0' }) : vpcPage(['vpc-1']);
    expect((await list('ec2.vpcs')).resources).toHaveLength(1);
    expect(taken).toEqual([`sts/${region}`, ...Array(3).fill(`ec2/${region}`)]);
    expect(throttles).toHaveLength(2);
  });

  it('is asked for details too', async () => {
    aws.answer = ({ path }) =>
      path === '/'
        ? {
            body: '<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><BucketRegion>eu-central-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>',
          }
        : s3Error(403, 'AccessDenied');
    const { resources } = await list('s3.buckets');
    expect(resources).toMatchObject([{ cloudId: 'arn:aws:s3:::b', gaps: { versioning: 'access_denied' } }]);
    expect(taken.filter((api) => api === `s3/${region}`)).toHaveLength(aws.requests.length);
    expect(aws.requests.length).toBeGreaterThan(4);
  });

  it('is waited for no longer than the caller waits', async () => {
    leave = (signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const controller = new AbortController();
    const reason = new Error('the activity was cancelled');
    setTimeout(() => controller.abort(reason), 30);
    const { signal } = controller;
    await expect(provider.list(scope('ec2.vpcs'), null, { signal })).rejects.toBe(reason);
    expect(aws.requests).toEqual([]);
  });
});

describe('scopes', () => {
  const index = (Region?: string) => ({
    body: JSON.stringify({ Indexes: Region ? [{ Region, Type: 'AGGREGATOR' }] : [] }),
  });

  it('are one a listing and enabled region, and one for what belongs to none', async () => {
    aws.answer = ({ service }) => (service === 'ec2' ? regionList('us-east-1', 'cn-north-1', region) : index());
    const scopes = await provider.scopes({ regions: null });
    const names = scopes.map((one) => `${one.account} ${one.region} ${one.kind}`);
    expect(new Set(names).size).toBe(names.length);
    expect(scopes.filter(({ kind }) => kind === 'ec2.vpcs').map((one) => one.region)).toEqual([region, 'us-east-1']);
    expect(scopes.filter(({ kind }) => kind === 'iam.roles').map((one) => one.region)).toEqual(['global']);
    expect(scopes.filter(({ kind }) => kind === 'other.tagged')).toHaveLength(3);
  });

  it('of an emulator, which has every region, are those of its own one until people choose', async () => {
    provider.close();
    provider = open({ everyRegion: undefined });
    aws.answer = ({ service }) => (service === 'ec2' ? regionList('us-east-1', region) : index());
    const regions = async (chosen: string[] | null) =>
      new Set((await provider.scopes({ regions: chosen })).map((one) => one.region));
    expect(await regions(null)).toEqual(new Set(['global', region]));
    expect(await regions(['us-east-1'])).toEqual(new Set(['global', 'us-east-1']));
  });

  it('leave out regions that nobody chose, and chosen ones that are not enabled', async () => {
    aws.answer = ({ service }) => (service === 'ec2' ? regionList('us-east-1', region) : index());
    const scopes = await provider.scopes({ regions: [region, 'me-south-1'] });
    expect(new Set(scopes.map((one) => one.region))).toEqual(new Set(['global', region]));
  });

  it('are those of the chosen regions where the account may not ask which it has', async () => {
    aws.answer = ({ service }) => (service === 'ec2' ? ec2Error(403, 'UnauthorizedOperation') : index());
    const scopes = await provider.scopes({ regions: null });
    expect(new Set(scopes.map((one) => one.region))).toEqual(new Set(['global', region]));
  });

  it('do not fall back to the poorer index because the richer one is busy', async () => {
    aws.answer = ({ service }) => (service === 'ec2' ? regionList(region) : jsonError(429, 'ThrottlingException'));
    await expect(provider.scopes({ regions: null })).rejects.toMatchObject({ code: 'cloud_throttled' });
  });

  it('ask the index in its own region, and list there what nothing else lists', async () => {
    const found = [
      { Arn: `arn:aws:states:${region}:${account}:stateMachine:orders`, ResourceType: 'states:stateMachine' },
      { Arn: `arn:aws:ec2:${region}:${account}:instance/i-1`, ResourceType: 'ec2:instance' },
      { Arn: 'arn:aws:s3:::logs', ResourceType: 's3:bucket' },
      { Arn: `arn:aws:states:us-east-1:${account}:stateMachine:far`, ResourceType: 'states:stateMachine' },
    ];
    aws.answer = ({ service, path }) => {
      if (service === 'ec2') return regionList(region);
      return path === '/ListIndexes'
        ? index('us-west-2')
        : { body: JSON.stringify({ Resources: found, NextToken: 'n' }) };
    };
    const scopes = await provider.scopes({ regions: null });
    expect(scopes.filter(({ kind }) => kind === 'other.tagged')).toEqual([]);
    const page = await list('other.resource-explorer');
    expect(page).toMatchObject({
      cursor: 'n',
      resources: [{ cloudId: found[0]?.Arn, name: 'orders', region, category: 'serverless' }],
    });
    expect(page.resources[0]?.attributes).toMatchObject({ limits: expect.stringContaining('index only') });
    const asked = aws.requests.at(-1);
    expect(asked).toMatchObject({ region: 'us-west-2', path: '/ListResources' });
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({ Filters: { FilterString: `region:${region}` } });
  });

  it('of an index that is gone are skipped: the tags would show less', async () => {
    aws.answer = () => index();
    await expect(list('other.resource-explorer')).rejects.toMatchObject({ code: 'cloud_denied' });
  });

  it('whose region is none are refused', async () => {
    await expect(provider.list(scope('ec2.vpcs', 'evil.example/'), null)).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(list('ec2.nothing')).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('paging', () => {
  it('goes on where it stopped, in another process too', async () => {
    aws.answer = ({ query }) => (query.get('NextToken') === 't2' ? vpcPage(['vpc-2']) : vpcPage(['vpc-1'], 't2'));
    const first = await list('ec2.vpcs');
    provider.close();
    provider = open();
    const second = await list('ec2.vpcs', first.cursor ?? null);
    expect([first, second].flatMap(({ resources }) => resources.map(({ cloudId }) => cloudId))).toEqual([
      `arn:aws:ec2:${region}:${account}:vpc/vpc-1`,
      `arn:aws:ec2:${region}:${account}:vpc/vpc-2`,
    ]);
    expect(second.cursor).toBeUndefined();
  });

  it('walks every service of every cluster, also past a cluster that has none', async () => {
    const services: Record<string, string[][]> = { a: [['a1'], ['a2']], b: [], c: [['c1']] };
    const clusters = Object.keys(services);
    aws.answer = ({ body }) => {
      const asked = JSON.parse(body);
      if (asked.services)
        return {
          body: JSON.stringify({
            services: asked.services.map((arn: string) => ({ serviceArn: arn, serviceName: arn })),
          }),
        };
      const at = Number(asked.nextToken ?? 0);
      if (!asked.cluster)
        return {
          body: JSON.stringify({
            clusterArns: clusters.slice(at, at + 1),
            nextToken: clusters[at + 1] && String(at + 1),
          }),
        };
      const pages = services[asked.cluster] ?? [];
      return { body: JSON.stringify({ serviceArns: pages[at] ?? [], nextToken: pages[at + 1] && String(at + 1) }) };
    };
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list('ecs.services', cursor);
      found.push(...page.resources.map(({ name }) => name));
      cursor = page.cursor ?? null;
    } while (cursor);
    expect(found).toEqual(['a1', 'a2', 'c1']);
  });
});

describe('a look at one resource', () => {
  const look = (cloudId: string, nativeType: string) => provider.detail({ cloudId, account, region, nativeType });
  const vpc = `arn:aws:ec2:${region}:${account}:vpc/vpc-1`;

  it('is null when AWS says there is none', async () => {
    aws.answer = () => ec2Error(400, 'InvalidVpcID.NotFound');
    expect(await look(vpc, 'AWS::EC2::VPC')).toBeNull();
    aws.answer = () => ({ body: '<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>' });
    expect(await look(vpc.replace('vpc/vpc', 'volume/vol'), 'AWS::EC2::Volume')).toBeNull();
    aws.answer = () => jsonError(400, 'NotFoundException');
    expect(await look(`arn:aws:kms:${region}:${account}:key/1`, 'AWS::KMS::Key')).toBeNull();
  });

  it('is no null when it was not allowed', async () => {
    aws.answer = () => ec2Error(403, 'UnauthorizedOperation');
    await expect(look(vpc, 'AWS::EC2::VPC')).rejects.toMatchObject({ code: 'cloud_denied' });
  });

  it('takes nothing that has only the same name', async () => {
    const successor = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/web/222`;
    aws.answer = ({ query }) => ({
      body:
        query.get('Action') === 'DescribeTags'
          ? '<DescribeTagsResponse/>'
          : `<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers><member><LoadBalancerArn>${successor}</LoadBalancerArn></member></LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>`,
    });
    expect(await look(successor.replace('222', '111'), 'AWS::ElasticLoadBalancingV2::LoadBalancer')).toBeNull();
  });

  it('says so when only an index knew the resource: absent there is no proof', async () => {
    aws.answer = ({ service }) => ({
      body: JSON.stringify(service === 'tagging' ? { ResourceTagMappingList: [] } : { Indexes: [] }),
    });
    const machine = `arn:aws:states:${region}:${account}:stateMachine:orders`;
    await expect(look(machine, 'states:stateMachine')).rejects.toMatchObject({
      code: 'cloud_failed',
      retryable: false,
    });
  });
});
