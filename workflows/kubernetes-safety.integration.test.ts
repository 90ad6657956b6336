/** What must not happen on the way of manifests to a cluster: other bytes, another reality, a second apply, a secret. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encryptPlan } from '../activities/terraform/seal.ts';
import { sealedKeys } from '../activities/terraform/steps/run-files.ts';
import { type Child, startChild } from '../bench/support/child.ts';
import { inOrg } from '../db/client.ts';
import type { StoredEvent } from '../db/events.ts';
import { projectObjects, setManifestPolicy } from '../db/kubernetes.ts';
import { openVaultDoor } from '../platform/secrets/testing/vault-door.ts';
import type { StubAnswer, StubRequest } from '../tests/support/clouds/core/http.ts';
import { hasOpenssl } from '../tests/support/clouds/kubernetes-server/certificate.ts';
import {
  canary,
  connectShop,
  type Shop,
  startShop,
  webManifest,
} from '../tests/support/clouds/kubernetes-server/shop.ts';
import { readableHistory } from '../tests/support/history.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import type { RunKind } from './messages.ts';

const script = new URL('../tests/support/clouds/kubernetes-server/worker.ts', import.meta.url);
type End = { state: string; reason: string | null };

describe.skipIf(!stackIsUp || !hasOpenssl)('a run of manifests', { timeout: 180_000 }, () => {
  let world: World;
  let shop: Shop;
  let connectionId: string;
  let door: Awaited<ReturnType<typeof openVaultDoor>> | undefined;

  beforeAll(async () => {
    quietRuntime();
  });
  afterEach(async () => {
    await world?.close();
    await shop?.close();
    await door?.close();
    door = undefined;
  });

  async function begin({ worker = true, minutes = '0.02', env = {} } = {}): Promise<void> {
    shop = await startShop();
    world = await makeWorld({ worker, env: { KUBERNETES_ROLLOUT_MINUTES: minutes, ...env } });
    connectionId = await connectShop(world, shop);
  }

  const start = (text: string, kind: RunKind = 'apply') =>
    world.startRun({ 'kubernetes/web.yaml': text }, kind, null, 'kubernetes');
  const ended = (runId: string) =>
    world.deps.temporal.client.workflow.getHandle(`run-${runId}`).result() as Promise<End>;
  const applied = () => inOrg(world.deps.db, { orgId: world.orgId }, (tx) => projectObjects(tx, world.projectId));

  async function applyAll(text: string): Promise<End> {
    const runId = await start(text);
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve');
    return ended(runId);
  }

  const isReal = ({ method, url, body }: StubRequest) =>
    /PATCH|DELETE/.test(method) && url.searchParams.get('dryRun') === null && !body.includes('"dryRun"');
  const changesSent = () =>
    shop.requests.filter(isReal).map(({ method, url }) => `${method} ${url.pathname.split('/').slice(-2).join('/')}`);
  const onReal = (plural: string, answer: () => Promise<StubAnswer | undefined> | StubAnswer | undefined) => {
    shop.state.before = (request) =>
      isReal(request) && request.url.pathname.includes(`/${plural}/`) ? answer() : undefined;
  };

  it('is refused when one byte of what was approved is another, even one that decrypts', async () => {
    await begin();
    const runId = await start(webManifest());
    const run = await world.runIs(runId, 'awaiting_approval');
    const { id, key } = await world.deps.secrets.dataKey('plans');
    const other = Buffer.from(JSON.stringify({ version: 1, cluster: shop.uid, steps: [] }));
    await world.deps.storage.put(sealedKeys(run).plan, encryptPlan(other, { id, bytes: key }, runId));
    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('its digest differs'),
    });
    expect(changesSent()).toEqual([]);
  });

  it('goes back to people when the cluster moved while they thought', async () => {
    await begin();
    expect((await applyAll(webManifest())).state).toBe('applied');
    const runId = await start(webManifest(2, 'shop/web:1.3'));
    await world.runIs(runId, 'awaiting_approval');
    shop.edit('somebody', ['deployments', 'web', 'shop'], { spec: { replicas: 2, minReadySeconds: 30 } });
    // What is not touched may move; what is touched may not.
    const template = { spec: { containers: [{ name: 'web', image: 'shop/web:hotfix' }] } };
    shop.edit('aurora', ['deployments', 'web', 'shop'], { spec: { template } });
    await world.decide(runId, 'approve');
    const end = await ended(runId);
    expect(end).toMatchObject({ state: 'stale', reason: expect.stringContaining('Deployment/shop/web') });
    expect(shop.object('deployments', 'web', 'shop')).toMatchObject({ spec: { template } });
  });

  it('takes no field from another owner, and says whose it is', async () => {
    await begin();
    shop.edit('kubectl-client-side-apply', ['deployments', 'api', 'shop'], { spec: { replicas: 4 } });
    const runId = await start(webManifest(3).replaceAll('web', 'api'));
    const end = await ended(runId);
    expect(end.state).toBe('failed');
    expect(end.reason).toContain('.spec.replicas belongs to "kubectl-client-side-apply"');
    expect(end.reason).toContain('Leave these fields out of the manifest');
    expect(changesSent()).toEqual([]);
  });

  it('stops at the first refusal and says exactly what was done', async () => {
    await begin();
    const runId = await start(webManifest());
    await world.runIs(runId, 'awaiting_approval');
    onReal('deployments', () => ({ status: 403, body: { kind: 'Status', reason: 'Forbidden', code: 403 } }));
    await world.decide(runId, 'approve');
    const end = await ended(runId);
    expect(end.state).toBe('partial');
    expect(end.reason).toContain('1 of 2 objects were applied (Service/shop/web), then it stopped.');
    expect(end.reason).toContain('may not patch deployments.apps "web" in the namespace shop');
    expect((await applied()).map(({ address }) => address)).toEqual(['Service/shop/web']);
  });

  it('survives throttles, errors and dropped connections of the cluster', async () => {
    await begin();
    shop.faults.plan = { seed: 7, throttleEvery: 9, failEvery: 8, dropEvery: 7 };
    expect((await applyAll(webManifest())).state).toBe('applied');
    const { throttle, fail, drop } = shop.faults.counts;
    expect(Math.min(throttle, fail, drop)).toBeGreaterThan(0);
    expect(shop.object('deployments', 'web', 'shop')).toBeDefined();
  });

  it('waits, and says so once, for a vault that is sealed between verify and apply', async () => {
    door = await openVaultDoor();
    await begin({ env: { VAULT_ADDR: door.url } });
    const runId = await start(webManifest());
    await world.runIs(runId, 'awaiting_approval');
    // Verify has its kubeconfig by then, and the dry run is its last question.
    shop.state.before = ({ method }) => {
      if (method === 'PATCH') door?.seal(true);
      return undefined;
    };
    await world.decide(runId, 'approve');
    const saysSealed = ({ type, payload }: StoredEvent) =>
      type === 'plan.progress' && /sealed/.test(JSON.stringify(payload));
    await world.until(`run:${runId}`, saysSealed);
    expect((await world.readRun(runId)).state).toBe('applying');
    expect(changesSent()).toEqual([]);
    shop.state.before = undefined;
    door.seal(false);
    expect(await ended(runId)).toMatchObject({ state: 'applied', reason: null });
    expect((await world.events(`run:${runId}`)).filter(saysSealed)).toHaveLength(1);
    expect(changesSent()).toEqual(['PATCH services/web', 'PATCH deployments/web']);
  });

  it('says so when what it applied does not get ready', async () => {
    await begin();
    shop.state.rollout = 'stuck';
    const end = await applyAll(webManifest());
    expect(end.state).toBe('applied');
    expect(end.reason).toContain(
      'not everything was ready after 0.02 minutes. Deployment/shop/web: 0 of 2 replicas are available.',
    );
  });

  it('makes a namespace and what is in it in one run', async () => {
    await begin();
    const text = `apiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n---\n${webManifest().replaceAll('namespace: shop', 'namespace: fresh')}`;
    const runId = await start(text);
    const { summary, risk } = await world.runIs(runId, 'awaiting_approval');
    expect(summary?.counts.create).toBe(3);
    expect(risk?.reasons).toEqual([expect.stringContaining('not checked by the cluster yet: Deployment/fresh/web')]);
    await world.decide(runId, 'approve');
    expect(await ended(runId)).toMatchObject({ state: 'applied', reason: null });
    const gone = await start(text, 'destroy');
    expect((await world.runIs(gone, 'awaiting_approval')).risk?.class).toBe('critical');
  });

  it('is refused by the gate with dangerous manifests, unless the connection allows them; a secret is never repeated', async () => {
    await begin();
    const hostile = `apiVersion: v1
kind: Secret
metadata: {name: keys2, namespace: shop}
stringData: {password: ${canary}}
---
apiVersion: v1
kind: Pod
metadata: {name: root, namespace: shop}
spec:
  hostNetwork: true
  containers: [{name: a, image: 'a:1', securityContext: {privileged: true}}]
`;
    const runId = await start(hostile);
    expect(await ended(runId)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('The gate refused these manifests'),
    });
    const findings = (await world.events(`run:${runId}`)).filter(({ type }) => type === 'gate.finding');
    expect(findings.map(({ payload }) => (payload as { rule: string }).rule).sort()).toEqual([
      'pod',
      'pod',
      'secret',
      'secret',
    ]);
    expect(JSON.stringify(await world.events(`run:${runId}`))).not.toContain(canary);

    const [, pod = ''] = hostile.split('---\n');
    const policy = { namespaces: ['shop'], allow: ['host_access' as const, 'privileged_pods' as const] };
    await inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      setManifestPolicy(tx, { orgId: world.orgId, connectionId, policy, updatedBy: world.userId }),
    );
    const allowed = await start(pod);
    const { risk } = await world.runIs(allowed, 'awaiting_approval');
    expect(risk?.reasons).toContain("has the node's own rights: Pod/shop/root");
  });

  it('shows no secret of the cluster in plan, events or log, whoever put it there', async () => {
    await begin();
    shop.edit('somebody', ['configmaps', 'conf', 'shop'], {
      data: { password: canary, 'app.ini': `token = ${canary}` },
    });
    const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: conf, namespace: shop}
data: {level: info}
`;
    const runId = await start(text);
    const { summary } = await world.runIs(runId, 'awaiting_approval');
    expect(summary?.changes[0]).toMatchObject({
      address: 'ConfigMap/shop/conf',
      reason: expect.stringContaining('there before'),
    });
    await world.decide(runId, 'approve');
    expect((await ended(runId)).state).toBe('applied');
    // Ours now, so it may go: the plan of that compares what is lost.
    const gone = await start('{}', 'destroy');
    const last = await world.runIs(gone, 'awaiting_approval');
    expect(last.risk?.class).toBe('medium');
    const told = [
      await world.readRun(runId),
      last,
      await world.events(`run:${runId}`),
      await world.events(`run:${gone}`),
    ];
    expect(JSON.stringify(told)).not.toContain(canary);
    expect(await readableHistory(world.deps.temporal, `run-${runId}`)).not.toContain(canary);
  });

  describe('whose worker is killed in the middle', () => {
    let child: Child;
    afterAll(() => child?.stop());

    /** Holds the deployment's request until the worker is dead; then the server does it after all, or not. */
    async function killWhileApplying(doneAfterAll: boolean): Promise<string> {
      await begin({ worker: false });
      child = await startChild(script, {
        ...(process.env as Record<string, string>),
        TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE,
        KUBERNETES_ROLLOUT_MINUTES: '0.02',
      });
      const runId = await start(webManifest());
      await world.runIs(runId, 'awaiting_approval');
      let reached = false;
      const dead = Promise.withResolvers<void>();
      onReal('deployments', async () => {
        reached = true;
        await dead.promise;
        return doneAfterAll ? undefined : 'drop';
      });
      await world.decide(runId, 'approve');
      while (!reached) await sleep(20);
      await child.kill();
      dead.resolve();
      await sleep(50);
      shop.state.before = undefined;
      await world.startWorker();
      return runId;
    }

    it('looks, and says exactly what is there and what is not', async () => {
      const runId = await killWhileApplying(false);
      const end = await ended(runId);
      expect(end.state).toBe('partial');
      expect(end.reason).toBe(
        'The worker that did this died, or was cut off in the middle. A part was applied: Service/shop/web. Not applied: Deployment/shop/web (it is not there). Planning again shows the rest.',
      );
      expect(shop.object('deployments', 'web', 'shop')).toBeUndefined();
      expect(changesSent()).toEqual(['PATCH services/web', 'PATCH deployments/web']);
      expect((await applied()).map(({ address }) => address)).toEqual(['Service/shop/web']);
      expect((await world.readRun(runId)).reconcile).toMatchObject({ resources: 1, lock: null });
    });

    it('finds everything there when the cluster finished what the dead worker had asked for', async () => {
      const runId = await killWhileApplying(true);
      expect(await ended(runId)).toMatchObject({ state: 'applied' });
      expect(changesSent()).toEqual(['PATCH services/web', 'PATCH deployments/web']);
      expect((await applied()).map(({ address }) => address)).toEqual(['Deployment/shop/web', 'Service/shop/web']);
    });
  });
});
