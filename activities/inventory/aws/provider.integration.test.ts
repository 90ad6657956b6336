/** A whole account in a sandbox (moto) of this test's own: one of each kind is made, and every listing is walked. */
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceCategories } from '../../../db/model/estate.ts';
import { type AwsClients, makeAwsClients } from '../../clouds/aws/client.ts';
import type { EdgeDraft, InventoryProvider, InventoryResource, InventoryScope } from '../provider.ts';
import { awsKinds } from './kinds/index.ts';
import { makeAwsInventory } from './provider.ts';
import { canary, type Estate, makeEstate } from './testing/estate.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

const stackIsThere = Boolean(process.env.SANDBOX_AWS_ENDPOINT);
if (!stackIsThere) console.warn('SKIPPED: no sandbox account in the environment (SANDBOX_AWS_ENDPOINT)');

const region = 'eu-north-1';
const account = '123456789012';

describe.skipIf(!stackIsThere)('the inventory of an account with one of each kind', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  let provider: InventoryProvider;
  let estate: Estate;
  let scopes: InventoryScope[];
  let found: InventoryResource[];
  let edges: EdgeDraft[];
  const byScope = new Map<string, InventoryResource[]>();
  const skipped: string[] = [];

  const openWith = (pageSize?: number) => {
    const secret = { read_access_key_id: 'test', read_secret_access_key: 'test' };
    const pace = { take: async () => {}, throttled: async () => {} };
    return makeAwsInventory(
      { secret, account, region, endpoint: sandbox.endpoint, pace },
      { pageSize, maxAttempts: 1 },
    );
  };

  async function walk(from: InventoryProvider, scope: InventoryScope) {
    const resources: InventoryResource[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page = await from.list(scope, cursor);
      resources.push(...page.resources);
      cursor = page.cursor ?? null;
      pages++;
    } while (cursor);
    return { resources, pages };
  }

  beforeAll(async () => {
    sandbox = await startSandbox();
    clients = makeAwsClients({ accessKeyId: 'test', secretAccessKey: 'test', region, endpoint: sandbox.endpoint });
    estate = await makeEstate(clients);
    provider = openWith();
    scopes = await provider.scopes({ regions: [region] });
    for (const scope of scopes) {
      const { resources } = await walk(provider, scope).catch((error) => {
        if (error.code !== 'cloud_denied') throw error;
        skipped.push(scope.kind);
        return { resources: [] };
      });
      byScope.set(`${scope.kind}/${scope.region}`, resources);
    }
    found = [...byScope.values()].flat();
    edges = found.flatMap((resource) => provider.edges(resource));
  });

  afterAll(async () => {
    provider?.close();
    clients?.destroy();
    await sandbox?.stop();
  });

  const only = (cloudId: string) => {
    const same = found.filter((resource) => resource.cloudId === cloudId);
    expect(same, cloudId).toHaveLength(1);
    return same[0] as InventoryResource;
  };
  const ec2 = (type: string, id: string) => `arn:aws:ec2:${region}:${account}:${type}/${id}`;

  it('has at least one of every kind, and skips nothing but what the sandbox does not know', () => {
    const empty = awsKinds.filter(({ kind, place }) => {
      const where = place === 'global' ? 'global' : region;
      return (byScope.get(`${kind}/${where}`) ?? []).length === 0;
    });
    expect(empty.map(({ kind }) => kind)).toEqual([]);
    expect(skipped.filter((kind) => kind !== 'other.tagged')).toEqual([]);
  });

  it('shows each thing once, in the place of its scope, and of the type that its listing says', () => {
    const ids = found.map(({ cloudId }) => cloudId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const scope of scopes) {
      const kind = awsKinds.find((one) => one.kind === scope.kind);
      for (const resource of byScope.get(`${scope.kind}/${scope.region}`) ?? []) {
        expect(resource).toMatchObject({ account, region: scope.region });
        expect(resource.cloudId).toMatch(/^arn:aws:[a-z0-9-]+:/);
        expect(resource.name).not.toBe('');
        expect(resourceCategories).toContain(resource.category);
        if (!kind) continue;
        expect(resource).toMatchObject({ nativeType: kind.nativeType, category: kind.category });
        const [, , service, , , ...rest] = resource.cloudId.split(':');
        expect(`${service}:${rest.join(':')}`).toMatch(kind.arns);
      }
    }
  });

  it('shows ids, tags and what people filter by', () => {
    const inTeam = { tags: expect.objectContaining({ team: 'blue' }) };
    expect(only(ec2('vpc', estate.vpc))).toMatchObject({ name: 'shop', ...inTeam });
    expect(only(ec2('volume', estate.volume))).toMatchObject({ name: 'data', ...inTeam, attributes: { sizeGb: 8 } });
    expect(only(ec2('snapshot', estate.snapshot))).toMatchObject({ name: 'backup', ...inTeam });
    expect(only(ec2('image', estate.image))).toMatchObject({ ...inTeam, attributes: { imageName: 'golden' } });
    expect(only(ec2('natgateway', estate.natGateway))).toMatchObject(inTeam);
    expect(only(ec2('elastic-ip', estate.address))).toMatchObject({ ...inTeam, attributes: { associated: true } });
    expect(only(ec2('vpc-endpoint', estate.endpoint))).toMatchObject(inTeam);
    expect(only(ec2('security-group', estate.group))).toMatchObject({ attributes: { ingressFromAnywhere: true } });
    expect(only(ec2('security-group', estate.peer))).toMatchObject({ attributes: { ingressFromAnywhere: false } });
    expect(only(estate.bucket)).toMatchObject({ ...inTeam, region, attributes: { publicAccessBlocked: false } });
    for (const id of [estate.loadBalancer, estate.targetGroup, estate.topic, estate.queue, estate.function]) {
      expect(only(id)).toMatchObject(inTeam);
    }
    for (const id of [estate.role, estate.policy, estate.profile, estate.key, estate.ecsCluster, estate.eksCluster]) {
      expect(only(id)).toMatchObject(inTeam);
    }
    expect(only(`arn:aws:ecr:${region}:${account}:repository/shop/web`)).toMatchObject({ name: 'shop/web', ...inTeam });
    expect(only(`${estate.zone}/recordset/A/www.example.com`)).toMatchObject({ category: 'dns' });
  });

  it.each<[string, (at: Estate) => [string, string]]>([
    ['ec2.subnet.vpc contains', (at) => [ec2('vpc', at.vpc), ec2('subnet', at.subnets[0] ?? '')]],
    ['ec2.instance.subnet runs_on', (at) => [ec2('instance', at.instance), ec2('subnet', at.subnets[0] ?? '')]],
    ['ec2.instance.security_group network', (at) => [ec2('instance', at.instance), ec2('security-group', at.group)]],
    ['ec2.instance.profile iam', (at) => [ec2('instance', at.instance), at.profile]],
    ['iam.instance_profile.role iam', (at) => [at.profile, at.role]],
    ['iam.role.policy iam', (at) => [at.role, at.policy]],
    ['ec2.volume.attached_to data', (at) => [ec2('instance', at.instance), ec2('volume', at.volume)]],
    ['ec2.snapshot.volume data', (at) => [ec2('snapshot', at.snapshot), ec2('volume', at.volume)]],
    ['ec2.security_group.peer network', (at) => [ec2('security-group', at.peer), ec2('security-group', at.group)]],
    ['ec2.route_table.route routes_to', (at) => [ec2('route-table', at.routeTable), ec2('natgateway', at.natGateway)]],
    [
      'ec2.route_table.subnet routes_to',
      (at) => [ec2('subnet', at.subnets[1] ?? ''), ec2('route-table', at.routeTable)],
    ],
    ['ec2.nat_gateway.address network', (at) => [ec2('natgateway', at.natGateway), ec2('elastic-ip', at.address)]],
    ['ec2.internet_gateway.vpc runs_on', (at) => [ec2('internet-gateway', at.internetGateway), ec2('vpc', at.vpc)]],
    ['ec2.vpc_peering.vpc runs_on', (at) => [ec2('vpc-peering-connection', at.peering), ec2('vpc', at.otherVpc)]],
    ['elbv2.load_balancer.subnet runs_on', (at) => [at.loadBalancer, ec2('subnet', at.subnets[0] ?? '')]],
    ['elbv2.target_group.load_balancer routes_to', (at) => [at.loadBalancer, at.targetGroup]],
    ['elbv2.target_group.target routes_to', (at) => [at.targetGroup, ec2('instance', at.instance)]],
    ['lambda.function.role iam', (at) => [at.function, at.role]],
    ['sqs.queue.dead_letters data', (at) => [at.queue, at.deadQueue]],
    ['sns.topic.subscription routes_to', (at) => [at.topic, at.queue]],
    ['sns.topic.subscription routes_to', (at) => [at.topic, at.function]],
    ['s3.bucket.key iam', (at) => [at.bucket, at.key]],
    ['kms.alias.key iam', (at) => [`arn:aws:kms:${region}:${account}:alias/orders`, at.key]],
    ['sqs.queue.key iam', (at) => [at.queue, `arn:aws:kms:${region}:${account}:alias/orders`]],
    ['route53.record.target routes_to', (at) => [`${at.zone}/recordset/A/www.example.com`, at.loadBalancer]],
    ['route53.record.target routes_to', (at) => [`${at.zone}/recordset/A/cdn.example.com`, at.distribution]],
    ['cloudfront.distribution.origin routes_to', (at) => [at.distribution, at.bucket]],
    ['cloudfront.distribution.origin routes_to', (at) => [at.distribution, at.loadBalancer]],
  ])('proves %s', (rule, ends) => {
    const [name, kind] = rule.split(' ');
    const [from, to] = ends({ ...estate, distribution: distributionArn() });
    expect(edges).toContainEqual(expect.objectContaining({ rule: `aws.${name}`, kind, from, to }));
  });

  // What the sandbox calls a distribution is no ARN.
  const distributionArn = () => found.find(({ service }) => service === 'cloudfront')?.cloudId ?? '';

  it('names ends that exist, but for what has no listing of its own', () => {
    const ids = new Set(found.map(({ cloudId }) => cloudId));
    const open = edges.flatMap(({ from, to }) => [from, to]).filter((id) => !ids.has(id));
    const known = [/:image\/ami-/, /:launch-template\//, /:task-definition\//, /aws-service-role/, /:volume\/vol-/];
    expect(open.filter((id) => !known.some((pattern) => pattern.test(id)))).toEqual([]);
  });

  it('shows one thing as its listing does, for every kind', async () => {
    for (const { kind, nativeType } of awsKinds) {
      const listed = found.find((resource) => resource.nativeType === nativeType);
      if (!listed) throw new Error(`nothing of ${kind}`);
      expect(await provider.detail(listed), kind).toEqual(listed);
    }
  });

  it('shows nothing of what is gone', async () => {
    await clients.sqs().send(new DeleteQueueCommand({ QueueUrl: `${sandbox.endpoint}/${account}/dead` }));
    expect(await provider.detail(only(estate.deadQueue))).toBeNull();
    const missing = { account, region, cloudId: ec2('subnet', 'subnet-00000000'), nativeType: 'AWS::EC2::Subnet' };
    expect(await provider.detail(missing)).toBeNull();
  });

  it('walks small pages to the same set', async () => {
    const small = openWith(1);
    let most = 0;
    try {
      for (const scope of scopes.filter(({ kind }) => !['sqs.queues', 'other.tagged'].includes(kind))) {
        const { resources, pages } = await walk(small, scope);
        most = Math.max(most, pages);
        const ids = (list: InventoryResource[]) => list.map(({ cloudId }) => cloudId).sort();
        expect(ids(resources), scope.kind).toEqual(ids(byScope.get(`${scope.kind}/${scope.region}`) ?? []));
      }
    } finally {
      small.close();
    }
    expect(most).toBeGreaterThan(2);
  });

  it('holds no secret, user data or environment in any of this', () => {
    expect(found.length).toBeGreaterThan(60);
    const shown = JSON.stringify([found, edges]);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(Buffer.from(canary).toString('base64'));
    const names = found.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => /passw|secret|token|userdata|environment|privatekey|credential/i.test(name))).toEqual(
      [],
    );
  });
});
