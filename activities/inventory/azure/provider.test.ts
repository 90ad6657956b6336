import { afterEach, describe, expect, it } from 'vitest';
import { armId, azureState, canary, subscription, tenant } from '../../../tests/support/clouds/azure-server/estate.ts';
import { type AzureStubState, startAzureStub } from '../../../tests/support/clouds/azure-server/server.ts';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { countingPace, walkAll, walkScope } from '../../../tests/support/clouds/core/walk.ts';
import { makeAzureInventory } from './provider.ts';

const seeds = [3, 77, 20261126];
const machines = 600;
const scope = { account: subscription, region: 'global', kind: 'resource-graph.resources' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connect(plan: FaultPlan, change: (state: AzureStubState) => void = () => {}, secret = {}) {
  const state = azureState(machines);
  const known = {
    tenant_id: state.tenant,
    client_id: state.clientId,
    client_secret: state.clientSecret,
  };
  change(state);
  const stub = await startAzureStub(state, plan);
  closing.push(() => stub.close());
  const pacing = countingPace();
  const provider = makeAzureInventory({
    secret: { ...known, ...secret },
    account: subscription,
    region: 'global',
    endpoint: stub.url,
    pace: pacing.pace,
  });
  return { stub, provider, ...pacing };
}

const expectedIds = (state: AzureStubState) =>
  [
    ...state.rows.resources.map(({ id }) => id),
    ...state.rows.resourcecontainers.map(({ id }) => id),
    `${armId('Microsoft.Network/virtualNetworks', 'net')}/subnets/apps`,
  ]
    .map((id) => id.toLowerCase())
    .sort();

describe('the Azure inventory', () => {
  it.each(seeds)(
    'lists every resource once although calls fail, pages repeat and the token lapses (seed %i)',
    async (seed) => {
      const plan = { seed, throttleEvery: 10, dropEvery: 7, repeatPageEvery: 3, expireOnceWithin: 12 };
      const { stub, provider, throttles } = await connect(plan);
      const all = await walkAll(provider);
      expect([...all.keys()].sort()).toEqual(expectedIds(stub.state));
      const { counts } = stub.faults;
      expect(counts).toMatchObject({ expire: 1 });
      expect(Math.min(counts.throttle, counts.drop, counts.repeat)).toBeGreaterThan(1);
      expect(throttles.filter(({ retryAfterMs }) => retryAfterMs === 3_000)).toHaveLength(counts.throttle);
      expect(JSON.stringify([...all.values()])).not.toContain(canary);
    },
  );

  it('asks for leave before every request and waits when the quota is used up', async () => {
    const { stub, provider, taken, throttles } = await connect({ seed: 1 });
    await walkScope(provider, scope);
    const asked = stub.requests.filter(({ headers }) => headers.authorization !== undefined).length;
    expect((taken['resource-graph'] ?? 0) + (taken['resource-manager'] ?? 0)).toBe(asked);
    expect(throttles).toContainEqual({ api: 'resource-graph', retryAfterMs: 5_000 });
  });

  it('derives exactly the edges that the fields prove', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.rows.resources = state.rows.resources.filter(({ name }) => !/^vm-/.test(String(name)));
    });
    const all = [...(await walkAll(provider)).values()];
    const short = (id: string) => id.split('/').slice(-2).join('/');
    const edges = all.flatMap((resource) => provider.edges(resource));
    const links = edges.filter(({ kind }) => kind !== 'contains');
    expect(links.map(({ from, kind, to }) => `${short(from)} ${kind} ${short(to)}`).sort()).toEqual([
      'loadbalancers/lb routes_to networkinterfaces/nic',
      'managedclusters/aks manages resourcegroups/mc_prod_aks',
      'managedclusters/aks runs_on subnets/apps',
      'networkinterfaces/nic network publicipaddresses/ip',
      'networkinterfaces/nic runs_on subnets/apps',
      'privateendpoints/endpoint routes_to storageaccounts/files',
      'privateendpoints/endpoint runs_on subnets/apps',
      'sites/site runs_on serverfarms/plan',
      'subnets/apps network networksecuritygroups/nsg',
      'virtualmachines/vm iam userassignedidentities/app',
      'virtualmachines/vm network networkinterfaces/nic',
      'virtualmachines/vm runs_on disks/os',
    ]);
    const contained = Object.fromEntries(
      edges.filter(({ kind }) => kind === 'contains').map(({ from, to }) => [short(to), short(from)]),
    );
    expect(contained).toMatchObject({
      'databases/main': 'servers/sql',
      'subnets/apps': 'virtualnetworks/net',
      'virtualmachines/vm': 'resourcegroups/prod',
      'resourcegroups/prod': `subscriptions/${subscription}`,
    });
    expect(Object.keys(contained)).toHaveLength(all.length - 1);
  });

  it('tells a resource as it is now, a subnet of a network too, and null for what is gone', async () => {
    const { provider } = await connect({ seed: 1 });
    const detail = (id: string) =>
      provider.detail({ cloudId: id.toLowerCase(), account: subscription, region: 'global', nativeType: '' });
    expect(await detail(armId('Microsoft.Compute/virtualMachines', 'vm'))).toMatchObject({
      name: 'vm',
      category: 'compute',
      region: 'westeurope',
      createdAt: '2026-02-03T04:05:06.789Z',
      attributes: { size: 'Standard_D2s_v5' },
    });
    expect(await detail(`${armId('Microsoft.Network/virtualNetworks', 'net')}/subnets/apps`)).toMatchObject({
      name: 'apps',
    });
    expect(await detail(armId('Microsoft.Compute/virtualMachines', 'gone'))).toBeNull();
  });
});

describe('a failure of Azure', () => {
  const refusals: [string, number, string][] = [
    ['a secret past its end', 7000222, 'expired'],
    ['a wrong secret', 7000215, 'invalid'],
    ['a disabled application', 7000112, 'revoked'],
    ['an application of another tenant', 700016, 'wrong_account'],
    ['a tenant that does not exist', 90002, 'wrong_account'],
  ];
  it.each(refusals)('stops everything for %s (AADSTS%i)', async (_what, code, reason) => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.entraError = { status: 401, code };
    });
    await expect(provider.scopes({ regions: null })).rejects.toMatchObject({
      code: 'credentials_rejected',
      retryable: false,
      details: { reason },
    });
  });

  it('stops everything when the credentials are revoked in mid-listing', async () => {
    const { provider } = await connect({ seed: 1, revokeAfter: 6 });
    await expect(walkScope(provider, scope)).rejects.toMatchObject({ code: 'credentials_rejected', retryable: false });
  });

  it('stops everything when the subscription is not among those seen', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.rows.resourcecontainers = [];
    });
    await expect(provider.identity()).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'wrong_account' },
    });
  });

  it('skips a subscription that may not be read', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.permissions = {};
    });
    await expect(walkScope(provider, scope)).rejects.toMatchObject({ code: 'cloud_denied', retryable: false });
  });

  it('does not take a listing for complete when only a part of the subscription may be read', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.permissions[subscription] = [{ actions: ['Microsoft.Compute/*/read'], notActions: [] }];
    });
    await expect(walkScope(provider, scope)).rejects.toMatchObject({ code: 'cloud_denied' });
  });

  it('starts over when the skip token is worth nothing', async () => {
    const { provider } = await connect({ seed: 1 });
    await expect(provider.list(scope, 'nonsense')).rejects.toMatchObject({ code: 'cursor_expired' });
  });

  it("ends with the signal's own reason", async () => {
    const { provider } = await connect({ seed: 1 });
    const reason = new Error('cancelled by a person');
    await expect(provider.list(scope, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('names the fields of incomplete credentials, never their values', async () => {
    const { provider } = await connect({ seed: 1 });
    provider.close();
    const make = () => connect({ seed: 1 }, undefined, { tenant_id: canary });
    await expect(make()).rejects.toMatchObject({
      code: 'credentials_rejected',
      userMessage: expect.stringContaining('tenant_id'),
    });
    await expect(make()).rejects.not.toMatchObject({ userMessage: expect.stringContaining(canary) });
    expect(tenant).not.toContain(canary);
  });
});
