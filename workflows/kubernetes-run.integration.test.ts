/** Manifests on their whole way: gate, plan, people, apply, proof; and everything that may go wrong on it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { projectObjects } from '../db/kubernetes.ts';
import { latestRevision } from '../db/revisions.ts';
import { getRevision } from '../platform/revision-files.ts';
import { hasOpenssl } from '../tests/support/clouds/kubernetes-server/certificate.ts';
import { connectShop, type Shop, startShop, webManifest } from '../tests/support/clouds/kubernetes-server/shop.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import type { RunKind } from './messages.ts';

describe.skipIf(!stackIsUp || !hasOpenssl)('a run of manifests', { timeout: 120_000 }, () => {
  let world: World;
  let shop: Shop;

  beforeAll(async () => {
    quietRuntime();
    shop = await startShop();
    world = await makeWorld({ env: { KUBERNETES_ROLLOUT_MINUTES: '0.05' } });
    await connectShop(world, shop);
  });
  afterAll(async () => {
    await world?.close();
    await shop?.close();
  });

  const start = (text: string, kind: RunKind = 'apply') =>
    world.startRun({ 'kubernetes/web.yaml': text, 'main.tf': 'not even Terraform' }, kind, null, 'kubernetes');

  const ended = (runId: string) =>
    world.deps.temporal.client.workflow.getHandle(`run-${runId}`).result() as Promise<{
      state: string;
      reason: string | null;
    }>;

  const filesOfLatest = async () => {
    const revision = await inOrg(world.deps.db, { orgId: world.orgId }, (tx) => latestRevision(tx, world.projectId));
    return getRevision(world.deps.storage, revision?.storageKey ?? '', revision?.filesSha256 ?? '');
  };

  const applied = () => inOrg(world.deps.db, { orgId: world.orgId }, (tx) => projectObjects(tx, world.projectId));

  it('plans, waits for people, applies exactly that, and proves it', async () => {
    const runId = await start(webManifest());
    const run = await world.runIs(runId, 'awaiting_approval');
    expect(run.summary?.counts).toMatchObject({ create: 2, update: 0, destroy: 0 });
    expect(run.summary?.changes.map(({ address, action }) => [address, action])).toEqual([
      ['Deployment/shop/web', 'create'],
      ['Service/shop/web', 'create'],
    ]);
    expect(run.seal?.cluster).toEqual({ uid: shop.uid, version: 'v1.34.2' });
    expect(shop.object('deployments', 'web', 'shop')).toBeUndefined();

    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({ state: 'applied', reason: null });
    expect(shop.object('deployments', 'web', 'shop')).toMatchObject({
      metadata: { annotations: { 'aurora/project': world.projectId } },
      spec: { replicas: 2 },
    });
    expect((await applied()).map(({ address }) => address)).toEqual(['Deployment/shop/web', 'Service/shop/web']);
    const log = (await world.events(`run:${runId}`)).filter(({ type }) => type === 'apply.log');
    expect(log.map(({ payload }) => (payload as { message: string }).message)).toEqual([
      'Applying the approved plan to 2 objects.',
      'Service/shop/web: Creating...',
      'Service/shop/web: Created',
      'Deployment/shop/web: Creating...',
      'Deployment/shop/web: Created',
    ]);
    const again = await start(webManifest());
    expect(await ended(again)).toMatchObject({ state: 'no_changes' });
  });

  it('shows what changes, and what goes because it is in no file any more', async () => {
    const [deployment] = webManifest(5, 'shop/web:1.3').split('---');
    const runId = await start(deployment ?? '');
    const { summary, risk } = await world.runIs(runId, 'awaiting_approval');
    expect(summary?.changes.map(({ address, action }) => [address, action])).toEqual([
      ['Service/shop/web', 'destroy'],
      ['Deployment/shop/web', 'update'],
    ]);
    expect(summary?.changes[1]?.attributes).toMatchObject([
      { path: 'spec.replicas', kind: 'changed', before: 2, after: 5 },
      { path: 'spec.template.spec.containers[0].image', before: 'shop/web:1.2', after: 'shop/web:1.3' },
    ]);
    expect(risk).toMatchObject({
      class: 'high',
      reasons: [expect.stringContaining('stops serving: Service/shop/web'), expect.stringContaining('another image')],
    });
    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({ state: 'applied' });
    expect(shop.object('services', 'web', 'shop')).toBeUndefined();
    expect((await applied()).map(({ address }) => address)).toEqual(['Deployment/shop/web']);
  });

  it('comes from a conversation, and its end goes back there', async () => {
    const sessionId = await world.newSession();
    await world.say(sessionId, 'Scale the deployment web in shop to 3');
    const proposed = await world.until(`session:${sessionId}`, ({ type }) => type === 'run.proposed');
    const { runId } = proposed.payload as { runId: string };
    const run = await world.runIs(runId, 'awaiting_approval');
    expect(run).toMatchObject({ engine: 'kubernetes', sessionId });
    expect(run.summary?.changes).toMatchObject([
      {
        address: 'Deployment/shop/web',
        action: 'update',
        attributes: [{ path: 'spec.replicas', before: 5, after: 3 }],
      },
    ]);
    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({ state: 'applied', reason: null });
    const told = await world.until(
      `session:${sessionId}`,
      ({ type, payload }) => type === 'message.completed' && JSON.stringify(payload).includes('has the log of it'),
    );
    expect(JSON.stringify(told.payload)).toContain('1 changed');
    const { name, ok } = (
      await world.until(
        `session:${sessionId}`,
        ({ type, payload }) => type === 'tool.completed' && (payload as { name: string }).name === 'propose_manifest',
      )
    ).payload as { name: string; ok: boolean };
    expect([name, ok]).toEqual(['propose_manifest', true]);
    // The Terraform of the project is as it was.
    const files = await filesOfLatest();
    expect(files).toMatchObject({ 'main.tf': 'not even Terraform' });
  });

  it('destroys what it applied, and nothing else', async () => {
    const runId = await start(webManifest(), 'destroy');
    const { summary } = await world.runIs(runId, 'awaiting_approval');
    expect(summary?.changes.map(({ address, action }) => [address, action])).toEqual([
      ['Deployment/shop/web', 'destroy'],
    ]);
    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({ state: 'applied' });
    expect(shop.object('deployments', 'web', 'shop')).toBeUndefined();
    expect(shop.object('deployments', 'api', 'shop')).toBeDefined();
    expect(await applied()).toEqual([]);
  });
});
