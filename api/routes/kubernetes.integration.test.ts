import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { auditEntries, connections } from '../../db/schema/index.ts';
import { doneTo } from '../testing/audit.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

describe.skipIf(!stackIsUp())('a cluster over the API', () => {
  let world: ApiWorld;
  let ada: Caller;
  let projectId: string;
  const canary = `token-${randomUUID()}`;
  const body = (more: object = {}) => ({
    id: randomUUID(),
    name: `Cluster ${randomUUID().slice(0, 8)}`,
    projectId,
    clusterUid: randomUUID(),
    kubeconfig: JSON.stringify({ token: canary }),
    ...more,
  });

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    projectId = (await ada.get<{ items: { id: string }[] }>('/projects')).body.items[0]?.id ?? '';
  });
  afterAll(() => world.close());

  it('is connected once, with its keys in the secret store alone', async () => {
    const wish = body();
    const first = await ada.send<{ id: string; provider: string }>('POST', '/connections/kubernetes', wish);
    expect([first.status, first.body.id, first.body.provider]).toEqual([201, wish.id, 'kubernetes']);
    expect((await ada.send('POST', '/connections/kubernetes', wish)).status).toBe(201);
    const { orgId } = { orgId: ada.signedIn.organisation.id };
    const [rows, audit] = await inOrg(world.deps.db, { orgId }, async (tx) => [
      await tx.select().from(connections),
      await tx.select().from(auditEntries),
    ]);
    expect(rows.filter(({ id }) => id === wish.id)).toHaveLength(1);
    expect(JSON.stringify([rows, audit, first.body, (await ada.get('/connections')).body])).not.toContain(canary);
    expect(audit.filter(({ action }) => action === 'connection.connect')).toMatchObject([
      { subjectId: wish.id, detail: { mayWrite: false } },
    ]);
    expect(await doneTo(ada, wish.id)).toEqual(['connection.connect']);
    const ref = rows.find(({ id }) => id === wish.id)?.secretRef ?? '';
    expect(await world.deps.secrets.read(ref)).toEqual({ kubeconfig: wish.kubeconfig });
    const second = await ada.send('POST', '/connections/kubernetes', body());
    expect([second.status, second.body.code]).toEqual([409, 'conflict']);
  });

  it('has the rules that an admin gives it, and the strict ones before', async () => {
    const { body: list } = await ada.get<{ items: { id: string; provider: string }[] }>('/connections');
    const cluster = list.items.find(({ provider }) => provider === 'kubernetes')?.id;
    const aws = list.items.find(({ provider }) => provider === 'aws')?.id;
    const path = `/connections/${cluster}/manifest-policy`;
    expect((await ada.get(path)).body).toEqual({ namespaces: null, allow: [] });
    const policy = { namespaces: ['shop'], allow: ['cluster_scoped'] };
    expect((await ada.send('PUT', path, policy)).body).toEqual(policy);
    expect((await ada.get(path)).body).toEqual(policy);
    expect((await doneTo(ada, cluster ?? '')).at(-1)).toBe('connection.manifest_policy');
    expect((await ada.send('PUT', path, { ...policy, allow: ['everything'] })).status).toBe(400);
    expect((await ada.send('PUT', path, { ...policy, namespaces: ['../x'] })).status).toBe(400);
    expect((await ada.get(`/connections/${aws}/manifest-policy`)).status).toBe(409);
    expect((await ada.get(`/projects/${projectId}/kubernetes-objects`)).body).toEqual({ items: [] });
  });

  it('starts a run on the engine that is asked for, and shows it', async () => {
    const contents = { 'kubernetes/a.yaml': '{}' };
    await ada.send('POST', `/projects/${projectId}/revisions`, { contents, reason: 'first', baseNumber: null });
    const run = await ada.send<{ id: string; engine: string }>('POST', `/projects/${projectId}/runs`, {
      engine: 'kubernetes',
    });
    expect([run.status, run.body.engine]).toEqual([202, 'kubernetes']);
    const { body: list } = await ada.get<{ items: { id: string; engine: string }[] }>('/runs');
    expect(list.items).toMatchObject([{ id: run.body.id, engine: 'kubernetes' }]);
  });
});
