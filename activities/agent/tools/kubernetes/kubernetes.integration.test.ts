/** What the agent is told of a cluster: bounded, live, without a secret, and in words where it cannot be had. */
import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../../../db/client.ts';
import { connections, projectConnections } from '../../../../db/schema/index.ts';
import { hasOpenssl, makeCertificate } from '../../../../tests/support/clouds/kubernetes-server/certificate.ts';
import {
  canary,
  connectShop,
  kubeconfigFor,
  type Shop,
  shopState,
  startShop,
} from '../../../../tests/support/clouds/kubernetes-server/shop.ts';
import { makeWorld, stackIsUp, type World } from '../../../../tests/support/world.ts';
import type { ToolContext } from '../tool-context.ts';
import { kubernetesDescribe, kubernetesEvents, kubernetesList, kubernetesLogs, kubernetesRollouts } from './read.ts';

type Answer = Record<string, unknown> & { ok: boolean };
type Maker = (context: ToolContext) => { invoke(input: never): Promise<unknown> };

describe.skipIf(!stackIsUp || !hasOpenssl)('the tools of a cluster', () => {
  let world: World;
  let shop: Shop;
  let connectionId: string;

  const ask = (make: Maker, input: object): Promise<Answer> => {
    const turn = { orgId: world.orgId, user: { id: world.userId }, project: { id: world.projectId, name: 'Main' } };
    const tool = make({ deps: world.deps, turn } as unknown as ToolContext);
    // Tools run in an activity: it is on record which one used the credentials.
    const asked = new MockActivityEnvironment().run(() => tool.invoke(input as never));
    return asked as Promise<unknown> as Promise<Answer>;
  };
  const refusal = (make: Maker, input: object) =>
    ask(make, input).then(
      (answer) => Promise.reject(answer),
      (error) => error,
    );

  beforeAll(async () => {
    shop = await startShop();
    world = await makeWorld({ worker: false });
    connectionId = await connectShop(world, shop);
  });
  afterAll(async () => {
    await world?.close();
    await shop?.close();
  });

  it('list what there is by the names that people use, in pages', async () => {
    shop.state.pageSize = 2;
    const first = await ask(kubernetesList, { kind: 'ns', limit: 2 });
    expect(first).toMatchObject({ ok: true, kind: 'Namespace', count: 2, cursor: expect.any(String) });
    const second = await ask(kubernetesList, { kind: 'ns', limit: 2, cursor: first.cursor });
    expect(second).toMatchObject({ count: 1, items: [{ name: 'shop' }] });
    shop.state.pageSize = 500;
    const pods = await ask(kubernetesList, { kind: 'pods', namespace: 'shop', selector: 'app=api' });
    expect(pods.items).toMatchObject([
      { name: 'api-6d5f-x1', phase: 'CrashLoopBackOff', ready: '0/1', restarts: 0 + 4 },
    ]);
    expect((await ask(kubernetesList, { kind: 'pods', namespace: 'default' })).count).toBe(0);
  });

  it('describe an object with its conditions, owners up to the deployment, and events', async () => {
    const pod = await ask(kubernetesDescribe, { kind: 'pod', namespace: 'shop', name: 'api-6d5f-x1' });
    expect(pod).toMatchObject({
      ok: true,
      ownedBy: ['ReplicaSet/api-6d5f', 'Deployment/api'],
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'False' }],
        containers: [{ name: 'api', state: 'waiting', reason: 'CrashLoopBackOff', endedBefore: { exitCode: 1 } }],
      },
      events: [{ reason: 'BackOff', times: 12 }],
    });
  });

  it('never show what is secret, be it in a Secret, a variable, a file, a message or a log', async () => {
    const answers = [
      await ask(kubernetesDescribe, { kind: 'secret', namespace: 'shop', name: 'keys' }),
      await ask(kubernetesDescribe, { kind: 'pod', namespace: 'shop', name: 'api-6d5f-x1' }),
      await ask(kubernetesDescribe, { kind: 'configmap', namespace: 'shop', name: 'conf' }),
      await ask(kubernetesEvents, { namespace: 'shop' }),
      await ask(kubernetesLogs, { namespace: 'shop', pod: 'api-6d5f-x1' }),
      await ask(kubernetesList, { kind: 'secrets' }),
    ];
    const text = JSON.stringify(answers);
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    expect(answers[0]).toMatchObject({
      object: { keys: [{ key: 'api', bytes: canary.length }], values: 'never shown' },
    });
    expect(text).toContain('"LOG_LEVEL","value":"info"');
  });

  it('read the end of a log, masked and bounded', async () => {
    const log = await ask(kubernetesLogs, { namespace: 'shop', pod: 'api-6d5f-x1', tail: 2 });
    expect(log).toMatchObject({
      container: 'api',
      lines: 2,
      log: 'Authorization: Bearer (sensitive)\nlistening on 8080',
    });
    const short = await ask(kubernetesLogs, { namespace: 'shop', pod: 'api-6d5f-x1', maxBytes: 256 });
    expect(String(short.log).length).toBeLessThanOrEqual(256);
  });

  it('tell why a roll-out does not get ready', async () => {
    shop.state.rollout = 'stuck';
    expect(await ask(kubernetesRollouts, { namespace: 'shop' })).toMatchObject({
      total: 1,
      ready: 0,
      workloads: [
        {
          name: 'api',
          revision: '7',
          text: '0 of 2 replicas are available',
          why: ['container api: CrashLoopBackOff (back-off 40s); it ended before with Error (exit code 1)'],
        },
      ],
    });
    shop.state.rollout = 'ready';
    expect(await ask(kubernetesRollouts, { namespace: 'shop' })).toMatchObject({ ready: 1 });
  });

  it('name the right that is missing, and what does not exist', async () => {
    shop.state.denied = ['get pods/log'];
    const denied = await refusal(kubernetesLogs, { namespace: 'shop', pod: 'api-6d5f-x1' });
    expect(denied.code).toBe('cloud_denied');
    expect(denied.userMessage).toContain('may not get pods/log "api-6d5f-x1" in the namespace shop');
    expect(denied.userMessage).toContain('the verb "get" on pods/log');
    shop.state.denied = [];
    expect((await refusal(kubernetesList, { kind: 'gadgets' })).userMessage).toContain('no kind called "gadgets"');
    expect((await refusal(kubernetesDescribe, { kind: 'pods', namespace: 'shop', name: 'nobody' })).code).toBe(
      'not_found',
    );
  });

  it('never send anything that could change the cluster', () => {
    expect(new Set(shop.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    const authorisations = new Set(shop.requests.map(({ headers }) => headers.authorization));
    expect(authorisations).toEqual(new Set([`Bearer ${shop.state.token}`]));
  });

  it('say in words what keeps them from the cluster', async () => {
    const old = await startShop(shopState(), makeCertificate(0));
    const other = await startShop();
    const away = kubeconfigFor('https://127.0.0.1:9', '', 'x');
    const cases: [string, string, RegExp][] = [
      ['credentials_rejected', shop.kubeconfig(`old-${randomUUID()}`), /have expired or were revoked/],
      ['credentials_rejected', old.kubeconfig(old.state.token), /certificate has expired/],
      ['credentials_rejected', kubeconfigFor(shop.url, makeCertificate(1).cert, 'x'), /not of the authority/],
      ['credentials_rejected', other.kubeconfig(other.state.token), /another cluster/],
      ['cloud_failed', away, /cannot be reached/],
    ];
    const { deps, orgId } = world;
    for (const [code, kubeconfig, words] of cases) {
      const secretRef = await deps.secrets.write(`connections/kubernetes-${randomUUID()}`, { kubeconfig });
      await inOrg(deps.db, { orgId }, (tx) =>
        tx.update(connections).set({ secretRef }).where(eq(connections.id, connectionId)),
      );
      const error = await refusal(kubernetesList, { kind: 'pods' });
      expect([error.code, error.userMessage]).toEqual([code, expect.stringMatching(words)]);
      expect(String(error.userMessage)).not.toContain('eyJ');
    }
    await inOrg(deps.db, { orgId }, (tx) =>
      tx.delete(projectConnections).where(eq(projectConnections.connectionId, connectionId)),
    );
    expect((await refusal(kubernetesList, { kind: 'pods' })).userMessage).toContain(
      'not connected to a Kubernetes cluster',
    );
    await Promise.all([old.close(), other.close()]);
  });
});
