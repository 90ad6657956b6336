import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { countingPace, patiently, walkAll, walkScope } from '../../../tests/support/clouds/core/walk.ts';
import {
  canary,
  cluster,
  kubeconfig,
  kubernetesState,
} from '../../../tests/support/clouds/kubernetes-server/estate.ts';
import {
  type KubernetesStubState,
  startKubernetesStub,
} from '../../../tests/support/clouds/kubernetes-server/server.ts';
import { makeKubernetesInventory } from './provider.ts';

const seeds = [5, 91, 20261126];
const pods = { account: cluster, region: 'global', kind: 'pods' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connect(plan: FaultPlan, change: (state: KubernetesStubState) => void = () => {}, bulk = 700) {
  const state = kubernetesState(bulk);
  const config = kubeconfig(state.token);
  change(state);
  const stub = await startKubernetesStub(state, plan);
  closing.push(() => stub.close());
  const pacing = countingPace();
  const provider = makeKubernetesInventory({
    secret: { kubeconfig: config },
    account: cluster,
    region: 'global',
    endpoint: stub.url,
    pace: pacing.pace,
  });
  return { stub, provider, ...pacing };
}

const noise = ['u-event', 'u-lease', 'u-metric'];
const expectedIds = (state: KubernetesStubState) =>
  state.kinds
    .flatMap(({ items }) => items.map(({ metadata }) => metadata.uid))
    .filter((uid) => !noise.includes(uid))
    .sort();

describe('the Kubernetes inventory', () => {
  it.each(seeds)(
    'lists every object once although calls fail, pages repeat and a cursor is lost (seed %i)',
    async (seed) => {
      const plan = { seed, throttleEvery: 10, dropEvery: 9, repeatPageEvery: 4 };
      const { stub, provider, throttles } = await connect(plan, (state) => {
        state.loseCursorsAfter = 7;
      });
      const all = await walkAll(provider);
      expect([...all.keys()].sort()).toEqual(expectedIds(stub.state));
      const { counts } = stub.faults;
      expect(Math.min(counts.throttle, counts.drop, counts.repeat)).toBeGreaterThan(1);
      expect(throttles).toEqual(Array(counts.throttle).fill({ api: 'kubernetes', retryAfterMs: 2_000 }));
      expect(JSON.stringify([...all.values()])).not.toContain(canary);
    },
  );

  it('starts the listing over when the API server says 410', async () => {
    const { stub, provider } = await connect({ seed: 1 }, (state) => {
      state.loseCursorsAfter = 3;
    });
    const walk = await walkScope(provider, pods);
    expect(walk.restarts).toBe(1);
    expect(walk.resources.size).toBe(stub.state.kinds[0]?.items.length);
  });

  it('asks for leave before every request', async () => {
    const { stub, provider, taken } = await connect({ seed: 1 });
    await provider.identity();
    await walkAll(provider);
    expect(taken.kubernetes).toBe(stub.requests.length);
  });

  it('keeps the keys of secrets and maps, never their values', async () => {
    const { provider } = await connect({ seed: 1 });
    const all = await walkAll(provider);
    expect(all.get('u-secret')).toMatchObject({ category: 'secrets', attributes: { keys: ['api'], type: 'Opaque' } });
    expect(all.get('u-cm')?.attributes).toMatchObject({ keys: ['app.ini'], namespace: 'shop' });
  });

  it('derives exactly the edges that the fields prove', async () => {
    const { provider } = await connect({ seed: 1 }, undefined, 0);
    const all = [...(await walkAll(provider)).values()];
    const edges = all.flatMap((resource) => provider.edges(resource));
    const links = edges.filter(({ kind }) => kind !== 'contains');
    expect(links.map(({ from, kind, to }) => `${from} ${kind} ${to}`).sort()).toEqual([
      'u-bind iam u-role',
      'u-deploy manages u-rs',
      'u-ing routes_to u-svc',
      'u-pod data u-cm',
      'u-pod data u-pvc',
      'u-pod data u-secret',
      'u-pod iam u-sa',
      'u-pod runs_on u-node',
      'u-pvc runs_on u-pv',
      'u-rs manages u-pod',
      'u-sa iam u-bind',
      'u-svc routes_to u-pod',
    ]);
    expect(links.filter(({ confidence }) => confidence < 1).map(({ rule }) => rule)).toEqual([
      'kubernetes.service.selector',
    ]);
    const contained = edges.filter(({ kind }) => kind === 'contains');
    const namespaced = all.filter(({ attributes }) => attributes.namespace !== undefined);
    expect(contained.map(({ to }) => to).sort()).toEqual(namespaced.map(({ cloudId }) => cloudId).sort());
  });

  it('says which references it may not resolve, and draws no edge for them', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.forbidden = ['secrets'];
    });
    const { resources } = await walkScope(provider, pods);
    const pod = resources.get('u-pod');
    expect(pod?.gaps).toEqual({ secretUids: 'access_denied' });
    expect(pod && provider.edges(pod).some(({ to }) => to === 'u-secret')).toBe(false);
  });

  it('leaves out a group whose own server is away', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.away = ['example.com'];
    });
    const kinds = (await provider.scopes({ regions: null })).map(({ kind }) => kind);
    expect(kinds).not.toContain('widgets.example.com');
    expect(kinds).toContain('deployments.apps');
  });

  it('tells an object as it is now, and null for what is gone', async () => {
    const { provider } = await connect({ seed: 1 });
    const detail = (cloudId: string) =>
      provider.detail({ cloudId, account: cluster, region: 'global', nativeType: 'apps/Deployment' });
    expect(await detail('u-deploy')).toMatchObject({
      name: 'web',
      category: 'containers',
      createdAt: '2026-05-06T07:08:09.000Z',
    });
    expect(await detail('u-gone')).toBeNull();
  });
});

describe('a failure of Kubernetes', () => {
  it('stops everything when the token expires in mid-listing', async () => {
    const { provider } = await connect({ seed: 1, revokeAfter: 12 });
    await expect(walkScope(provider, pods)).rejects.toMatchObject({ code: 'credentials_rejected', retryable: false });
  });

  it('skips a kind that may not be listed', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.forbidden = ['pods'];
    });
    await expect(patiently(() => provider.list(pods, null))).rejects.toMatchObject({
      code: 'cloud_denied',
      userMessage: expect.stringContaining('list pods'),
    });
  });

  it('stops everything when the kubeconfig leads to another cluster', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      const system = state.kinds.flatMap(({ items }) => items).find(({ metadata }) => metadata.name === 'kube-system');
      if (system) system.metadata.uid = '11111111-1111-4111-8111-111111111111';
    });
    await expect(provider.scopes({ regions: null })).rejects.toMatchObject({
      code: 'credentials_rejected',
      details: { reason: 'wrong_account' },
    });
  });

  it("ends with the signal's own reason", async () => {
    const { provider } = await connect({ seed: 1 });
    const reason = new Error('cancelled by a person');
    await expect(provider.list(pods, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
