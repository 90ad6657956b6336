import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { countingPace, walkAll, walkScope } from '../../../tests/support/clouds/core/walk.ts';
import {
  canary,
  gcpState,
  privateKey,
  project,
  serviceAccountKey,
} from '../../../tests/support/clouds/gcp-server/estate.ts';
import { type GcpStubState, startGcpStub } from '../../../tests/support/clouds/gcp-server/server.ts';
import { makeGcpInventory } from './provider.ts';

const seeds = [4, 66, 20261126];
const disks = 900;
const scope = { account: project, region: 'global', kind: 'cloud-asset' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connect(plan: FaultPlan, change: (state: GcpStubState) => void = () => {}, account = project) {
  const state = gcpState(disks);
  change(state);
  const stub = await startGcpStub(state, plan);
  const pacing = countingPace();
  const provider = makeGcpInventory({
    secret: { service_account_key: serviceAccountKey() },
    account,
    region: 'global',
    endpoint: stub.url,
    pace: pacing.pace,
  });
  closing.push(async () => {
    provider.close();
    await stub.close();
  });
  return { stub, provider, ...pacing };
}

describe('the Google Cloud inventory', () => {
  it.each(seeds)(
    'lists every asset once although calls fail, pages repeat and the token lapses (seed %i)',
    async (seed) => {
      const plan = { seed, throttleEvery: 10, dropEvery: 7, repeatPageEvery: 3, expireOnceWithin: 12 };
      const { stub, provider, throttles } = await connect(plan);
      const all = await walkAll(provider);
      const names = stub.state.results[`projects/${project}`]?.map(({ name }) => name).sort();
      expect([...all.keys()].sort()).toEqual(names);
      const { counts } = stub.faults;
      expect(counts.expire).toBe(1);
      expect(Math.min(counts.throttle, counts.drop, counts.repeat)).toBeGreaterThan(1);
      expect(throttles).toEqual(Array(counts.throttle).fill({ api: 'cloud-asset', retryAfterMs: 4_000 }));
      expect(JSON.stringify([...all.values()])).not.toContain(canary);
    },
  );

  it('asks for leave before every request', async () => {
    const { stub, provider, taken } = await connect({ seed: 1 });
    await provider.identity();
    await walkAll(provider);
    expect(taken['cloud-asset']).toBe(stub.requests.length);
  });

  it('lists every active project below an organisation', async () => {
    const { provider } = await connect({ seed: 1 }, undefined, 'organizations/77');
    expect((await provider.scopes({ regions: null })).map(({ account }) => account)).toEqual([
      'shop-prod',
      'shop-test',
    ]);
  });

  it('derives exactly the edges that fields and relationships prove', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      const own = `projects/${project}`;
      state.results[own] = state.results[own]?.filter(({ name }) => !name?.includes('bulk')) ?? [];
    });
    const all = [...(await walkAll(provider)).values()];
    const short = (name: string) => name.split('/').slice(-2).join('/');
    const edges = all.flatMap((resource) => provider.edges(resource));
    const links = edges.filter(({ from }) => !from.startsWith('//cloudresourcemanager'));
    expect(links.map(({ from, kind, to }) => `${short(from)} ${kind} ${short(to)}`).sort()).toEqual([
      'disks/web iam cryptoKeys/k',
      'instanceGroups/web contains instances/web',
      'instances/orders runs_on networks/main',
      'instances/web data disks/web',
      'instances/web iam serviceAccounts/100200300',
      'instances/web runs_on networks/main',
      'instances/web runs_on subnetworks/apps',
      'networks/main contains subnetworks/apps',
      'services/api iam serviceAccounts/100200300',
      'subscriptions/mail data topics/orders',
    ]);
    expect(links.filter(({ confidence }) => confidence < 1).map(({ rule }) => rule)).toEqual([
      'gcp.relationship.instance_to_instancegroup',
    ]);
    const known = new Set(all.map(({ cloudId }) => cloudId));
    expect(links.filter(({ from, to }) => !known.has(from) || !known.has(to))).toEqual([]);
    expect(edges.length - links.length).toBe(all.length);
  });

  it('tells an asset as it is now, and null for what is gone', async () => {
    const { provider } = await connect({ seed: 1 });
    const detail = (path: string) =>
      provider.detail({
        cloudId: `//compute.googleapis.com/projects/${project}/zones/europe-west1-b/instances/${path}`,
        account: project,
        region: 'europe-west1',
        nativeType: 'compute.googleapis.com/Instance',
      });
    expect(await detail('web')).toMatchObject({
      name: 'web',
      tags: { team: 'core' },
      createdAt: '2026-02-25T06:13:20.000Z',
      attributes: { machineType: 'e2-small', status: 'RUNNING' },
    });
    expect(await detail('gone')).toBeNull();
  });
});

describe('a failure of Google Cloud', () => {
  it('stops everything when the key is deleted in mid-listing', async () => {
    const { provider } = await connect({ seed: 1, revokeAfter: 9 });
    await expect(walkScope(provider, scope)).rejects.toMatchObject({ code: 'credentials_rejected', retryable: false });
  });

  it('stops everything for a key that Google does not know', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.email = 'another@shop-prod.iam.gserviceaccount.com';
    });
    await expect(provider.identity()).rejects.toMatchObject({ code: 'credentials_rejected' });
  });

  it('skips a project that may not be searched', async () => {
    const { provider } = await connect({ seed: 1 });
    const other = { ...scope, account: 'other' };
    await expect(walkScope(provider, other)).rejects.toMatchObject({
      code: 'cloud_denied',
      userMessage: expect.stringContaining('Cloud Asset Viewer'),
    });
  });

  it('says to switch the API on where it is off', async () => {
    const { provider } = await connect({ seed: 1 }, (state) => {
      state.results = {};
      state.deniedReason = 'SERVICE_DISABLED';
    });
    await expect(provider.list(scope, null)).rejects.toMatchObject({
      code: 'cloud_denied',
      userMessage: expect.stringContaining('Enable the Cloud Asset API'),
    });
  });

  it('starts over when the page token is worth nothing', async () => {
    const { provider } = await connect({ seed: 1 });
    await expect(provider.list(scope, 'nonsense')).rejects.toMatchObject({ code: 'cursor_expired' });
  });

  it('fails in a way that may be tried again when nobody answers', async () => {
    const { stub, provider } = await connect({ seed: 1 });
    await stub.close();
    await expect(provider.list(scope, null)).rejects.toMatchObject({ code: 'cloud_failed', retryable: true });
  });

  it("ends with the signal's own reason", async () => {
    const { provider } = await connect({ seed: 1 });
    const reason = new Error('cancelled by a person');
    await expect(provider.list(scope, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  const keys: [string, string | undefined][] = [
    ['nothing', undefined],
    ['no JSON', `{${canary}`],
    [
      'credentials that name a command',
      JSON.stringify({ type: 'external_account', credential_source: { executable: { command: '/bin/sh' } } }),
    ],
    ['a key of a person', JSON.stringify({ type: 'authorized_user', refresh_token: canary })],
    ['a broken private key', serviceAccountKey({ private_key: `-----BEGIN PRIVATE KEY-----\n${canary}\n` })],
  ];
  it.each(keys)('refuses %s, without a word of it', (_what, key) => {
    const make = () =>
      makeGcpInventory({
        secret: key === undefined ? {} : { service_account_key: key },
        account: project,
        region: 'global',
        pace: countingPace().pace,
      });
    expect(make).toThrow(expect.objectContaining({ code: 'credentials_rejected', retryable: false }));
    expect(make).not.toThrow(canary);
    expect(make).not.toThrow(privateKey);
  });
});
