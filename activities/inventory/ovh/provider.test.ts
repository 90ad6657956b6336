import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { countingPace, patiently, walkAll, walkScope } from '../../../tests/support/clouds/core/walk.ts';
import { account, canary, expectedUrns, ovhState, project } from '../../../tests/support/clouds/ovh-server/estate.ts';
import { type OvhStubState, startOvhStub } from '../../../tests/support/clouds/ovh-server/server.ts';
import { makeOvhInventory } from './provider.ts';

const seeds = [2, 58, 20261126];
const servers = 230;
const vps = { account, region: 'global', kind: 'account.vps' };
const instances = { account: project, region: 'global', kind: 'cloud.instances' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connect(plan: FaultPlan, change: (state: OvhStubState) => void = () => {}, secret = {}) {
  const state = ovhState(servers);
  const known = {
    endpoint: 'ovh-eu',
    application_key: state.applicationKey,
    application_secret: state.applicationSecret,
    consumer_key: state.consumerKey,
  };
  change(state);
  const stub = await startOvhStub(state, plan);
  closing.push(() => stub.close());
  const pacing = countingPace();
  const provider = makeOvhInventory({
    secret: { ...known, ...secret },
    account,
    region: 'global',
    endpoint: stub.url,
    pace: pacing.pace,
  });
  return { stub, provider, ...pacing };
}

describe('the OVHcloud inventory', () => {
  it.each(seeds)(
    'lists every service once although calls fail, names repeat and the clocks part (seed %i)',
    async (seed) => {
      // A page asks for 50 services, and one failure asks for them all again: more would never end.
      const plan = { seed, throttleEvery: 67, dropEvery: 71, repeatPageEvery: 3, expireOnceWithin: 40 };
      const { stub, provider, throttles } = await connect(plan);
      const all = await walkAll(provider);
      expect([...all.keys()].sort()).toEqual(expectedUrns(servers));
      const { counts } = stub.faults;
      expect(counts.expire).toBe(1);
      expect(Math.min(counts.throttle, counts.drop, counts.repeat)).toBeGreaterThan(1);
      expect(throttles).toEqual(Array(counts.throttle).fill({ api: 'ovh', retryAfterMs: 1_000 }));
      expect(JSON.stringify([...all.values()])).not.toContain(canary);
    },
  );

  it('asks for leave before every request', async () => {
    const { stub, provider, taken } = await connect({ seed: 1 });
    await provider.identity();
    await walkAll(provider);
    expect(taken.ovh).toBe(stub.requests.length);
  });

  it('goes on after the last name of a page although names came and went', async () => {
    const { stub, provider } = await connect({ seed: 1 });
    const first = await provider.list(vps, null);
    stub.state.paths['/vps'] = (stub.state.paths['/vps'] as string[]).filter((name) => name !== 'vps-0.vps.ovh.net');
    const second = await provider.list(vps, first.cursor ?? null);
    const both = [...first.resources, ...second.resources].map(({ cloudId }) => cloudId);
    expect(new Set(both).size).toBe(100);
    expect([...both].sort()).toEqual(both);
  });

  it('leaves a suspended project as it was, and lists buckets where there is storage only', async () => {
    const { provider } = await connect({ seed: 1 });
    const scopes = await provider.scopes({ regions: null });
    expect(new Set(scopes.map((scope) => scope.account))).toEqual(new Set([account, project]));
    expect(scopes.filter(({ region }) => region !== 'global').map(({ region, kind }) => `${region} ${kind}`)).toEqual([
      'GRA cloud.buckets',
      'GRA11 cloud.loadbalancers',
    ]);
  });

  it('derives exactly the edges that the fields prove', async () => {
    const { provider } = await connect({ seed: 1 });
    const all = [...(await walkAll(provider)).values()];
    const short = (urn: string) =>
      urn.replace('urn:v1:eu:resource:', '').replace(`publicCloudProject:${project}`, 'project');
    const edges = all.flatMap((resource) => provider.edges(resource));
    expect(edges.map(({ from, kind, to }) => `${short(from)} ${kind} ${short(to)}`).sort()).toEqual([
      'dedicatedServer:ns123.ip-1-2-3.eu network vrack:pn-77',
      'project contains project/bucket/gra/assets',
      'project contains project/container/c-1',
      'project contains project/database/d-1',
      'project contains project/instance/i-1',
      'project contains project/kube/k-1',
      'project contains project/loadbalancer/lb-1',
      'project contains project/network/pn-1001_0',
      'project contains project/snapshot/s-1',
      'project contains project/volume/v-1',
      'project network vrack:pn-77',
      'project/database/d-1 runs_on project/network/pn-1001_0',
      'project/instance/i-1 data project/volume/v-1',
      'project/instance/i-1 runs_on project/network/pn-1001_0',
      'project/kube/k-1 contains project/kube/k-1/nodepool/np-1',
      'project/kube/k-1 manages project/instance/i-1',
      'project/kube/k-1 runs_on project/network/pn-1001_0',
      'project/loadbalancer/lb-1 runs_on project/network/pn-1001_0',
      'project/network/pn-1001_0 contains project/network/pn-1001_0/subnet/sub-1',
      'project/snapshot/s-1 data project/volume/v-1',
      'vps:vps-0.vps.ovh.net network ip:51.9.8.7/32',
    ]);
    expect(edges.filter(({ confidence }) => confidence < 1).map(({ rule }) => rule)).toEqual(['ovh.ip.routed_to']);
  });

  it('shows a service whose contract ended, without its facts', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.lapsed = ['/vps/vps-3.vps.ovh.net'];
    });
    const { resources } = await walkScope(provider, vps);
    expect(resources.size).toBe(servers);
    expect(resources.get('urn:v1:eu:resource:vps:vps-3.vps.ovh.net')?.attributes).toEqual({ lapsed: true });
  });

  it('tells a service as it is now, and null for what is gone', async () => {
    const { provider } = await connect({ seed: 1 });
    const detail = (cloudId: string, nativeType: string, owner = account) =>
      provider.detail({ cloudId, account: owner, region: 'global', nativeType });
    expect(await detail('urn:v1:eu:resource:vps:vps-1.vps.ovh.net', 'vps')).toMatchObject({
      category: 'compute',
      tags: { team: 'core' },
      region: 'os-gra2',
    });
    expect(await detail('urn:v1:eu:resource:vps:gone', 'vps')).toBeNull();
    expect(await detail('urn:v1:eu:resource:ip:51.9.8.7/32', 'ip')).toMatchObject({ name: '51.9.8.7/32' });
    const pool = `urn:v1:eu:resource:publicCloudProject:${project}/kube/k-1/nodepool/np-1`;
    expect(await detail(pool, 'publicCloudProject/kube/nodepool', project)).toMatchObject({ name: 'pool' });
  });
});

describe('a failure of OVHcloud', () => {
  const rejected: [string, Record<string, string>, string][] = [
    ['an unknown application key', { application_key: 'other' }, 'invalid'],
    ['a wrong application secret', { application_secret: 'other' }, 'invalid'],
    ['an unknown consumer key', { consumer_key: 'other' }, 'invalid'],
  ];
  it.each(rejected)('stops everything for %s', async (_what, secret, reason) => {
    const { provider } = await connect({ seed: 1 }, undefined, secret);
    await expect(provider.identity()).rejects.toMatchObject({
      code: 'credentials_rejected',
      retryable: false,
      details: { reason },
    });
  });

  it('stops everything when the consumer key is revoked in mid-listing', async () => {
    const { provider } = await connect({ seed: 1, revokeAfter: 60 });
    await expect(walkScope(provider, vps)).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'expired' },
    });
  });

  it('stops everything when no time of a signature is the right one', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.clockBroken = true;
    });
    await expect(provider.list(vps, null)).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'clock_skew' },
    });
  });

  it('stops everything when the keys are of another customer', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.paths['/me'] = { nichandle: 'zz99999-ovh' };
    });
    await expect(provider.scopes({ regions: null })).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'wrong_account' },
    });
  });

  it('skips a listing that the consumer key does not grant', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.forbidden = ['/vps'];
    });
    await expect(patiently(() => provider.list(vps, null))).rejects.toMatchObject({
      code: 'cloud_denied',
      userMessage: expect.stringContaining('GET /vps'),
    });
  });

  it('lists instances without their networks when those may not be read', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.forbidden = [`/cloud/project/${project}/network`];
    });
    const [instance] = (await walkScope(provider, instances)).resources.values();
    expect(instance).toMatchObject({ name: 'web', gaps: { networkUrns: 'access_denied' } });
  });

  it("ends with the signal's own reason", async () => {
    const { provider } = await connect({ seed: 1 });
    const reason = new Error('cancelled by a person');
    await expect(provider.list(vps, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('names the fields of incomplete credentials, never their values', async () => {
    const make = () =>
      connect({ seed: 1 }, undefined, { consumer_key: '', application_secret: canary, endpoint: canary });
    await expect(make()).rejects.toMatchObject({
      code: 'credentials_rejected',
      userMessage: expect.stringContaining('consumer_key'),
    });
    await expect(make()).rejects.not.toMatchObject({ userMessage: expect.stringContaining(canary) });
  });
});
