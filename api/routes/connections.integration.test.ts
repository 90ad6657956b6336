import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { auditEntries, connectionChecks, connections } from '../../db/schema/index.ts';
import { externalIdOf } from '../actions/connections/external-id.ts';
import { doneTo } from '../testing/audit.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Details = { id: string; name: string; state: string; check: { state: string } | null; projects: { id: string }[] };

describe.skipIf(!stackIsUp())('accounts over the API', () => {
  let world: ApiWorld;
  let ada: Caller;
  let projectId: string;
  const canary = `canary-${randomUUID()}`;
  const keys = (more: object = {}) => ({
    credential: 'aws_access_keys',
    settings: {},
    secret: { read_access_key_id: 'AKIAIOSFODNN7EXAMPLE', read_secret_access_key: canary },
    ...more,
  });
  const wish = (more: object = {}) => ({ id: randomUUID(), name: `AWS ${randomUUID()}`, ...keys(), ...more });
  const rowsOf = (caller: Caller, id: string) =>
    inOrg(world.deps.db, { orgId: caller.signedIn.organisation.id }, async (tx) => ({
      connection: (await tx.select().from(connections).where(eq(connections.id, id)))[0],
      checks: await tx.select().from(connectionChecks).where(eq(connectionChecks.connectionId, id)),
      audit: await tx.select().from(auditEntries),
    }));

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    projectId = (await ada.send<{ id: string }>('POST', '/projects', { name: 'Empty', connectionIds: [] })).body.id;
  });
  afterAll(() => world?.close());

  it('are connected once for an id, with a check that waits and the secret in the secret store alone', async () => {
    const body = wish({ projectId });
    const answers = await Promise.all([ada.send('POST', '/connections', body), ada.send('POST', '/connections', body)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const { connection, checks, audit } = await rowsOf(ada, body.id);
    expect(connection).toMatchObject({ state: 'unverified', accountId: '', credential: 'aws_access_keys' });
    expect(checks.map(({ trigger }) => trigger)).toEqual(['connect']);
    expect(await world.deps.secrets.read(connection?.secretRef ?? '')).toEqual(body.secret);
    const shown = await ada.get<Details>(`/connections/${body.id}`);
    expect(shown.body.projects.map(({ id }) => id)).toEqual([projectId]);
    const list = await ada.get(`/connections/${body.id}/checks`);
    expect(JSON.stringify([answers, connection, checks, audit, shown, list])).not.toContain(canary);
    expect(await doneTo(ada, body.id)).toEqual(['connection.connect']);
    expect((await ada.send('POST', '/connections', wish({ name: body.name }))).status).toBe(409);
  });

  it('never lead to a secret of another organisation by its id', async () => {
    const body = wish();
    await ada.send('POST', '/connections', body);
    const eve = await world.newOrg();
    const taken = await eve.send('POST', '/connections', {
      ...body,
      secret: { ...body.secret, read_secret_access_key: 'stolen' },
    });
    expect(taken.status).toBe(409);
    const { connection } = await rowsOf(ada, body.id);
    expect((await world.deps.secrets.read(connection?.secretRef ?? '')).read_secret_access_key).toBe(canary);
  });

  it('take new credentials of their provider as the newest version, and ask for a check', async () => {
    const body = wish();
    await ada.send('POST', '/connections', body);
    const path = `/connections/${body.id}/credentials`;
    const secret = { ...body.secret, read_secret_access_key: 'second' };
    expect((await ada.send('PUT', path, keys({ secret }))).status).toBe(202);
    const { connection } = await rowsOf(ada, body.id);
    const kept = await world.deps.secrets.readVersion(connection?.secretRef ?? '');
    expect([kept.version, kept.data.read_secret_access_key]).toEqual([2, 'second']);
    const other = { credential: 'kubeconfig', settings: {}, secret: { kubeconfig: '{}' } };
    expect((await ada.send('PUT', path, other)).status).toBe(422);
    const inside = keys({ settings: { endpoint: 'http://169.254.169.254' } });
    expect((await ada.send('PUT', path, inside)).status).toBe(422);
    expect((await doneTo(ada, body.id)).at(-1)).toBe('connection.rotate');
  });

  it('are renamed, used by projects one a provider, and disconnected with the secret gone for good', async () => {
    const body = wish();
    await ada.send('POST', '/connections', body);
    const { body: renamed } = await ada.send<Details>('PATCH', `/connections/${body.id}`, { name: `Shop ${body.id}` });
    expect(renamed.name).toBe(`Shop ${body.id}`);
    const use = `/projects/${projectId}/connections/aws`;
    expect((await ada.send('PUT', use, { connectionId: body.id })).status).toBe(200);
    const ofAnother = `/projects/${projectId}/connections/azure`;
    expect((await ada.send('PUT', ofAnother, { connectionId: body.id })).status).toBe(409);
    await ada.send('POST', `/projects/${projectId}/revisions`, {
      contents: { 'a.tf': '' },
      reason: 'x',
      baseNumber: null,
    });
    const run = await ada.send<{ id: string }>('POST', `/projects/${projectId}/runs`, {});
    expect(run.status).toBe(202);
    expect((await ada.send('DELETE', `/connections/${body.id}`)).status).toBe(409);
    expect((await ada.send('DELETE', use)).status).toBe(409);
    const free = wish();
    await ada.send('POST', '/connections', free);
    const { connection } = await rowsOf(ada, free.id);
    expect((await ada.send('DELETE', `/connections/${free.id}`)).status).toBe(204);
    expect((await ada.send('DELETE', `/connections/${free.id}`)).status).toBe(204);
    await expect(world.deps.secrets.read(connection?.secretRef ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect((await ada.get(`/connections/${free.id}`)).status).toBe(404);
    expect(await doneTo(ada, free.id)).toEqual(['connection.connect', 'connection.disconnect']);
  });

  it('by roles have an ExternalId that is the same each time, and another in each organisation', async () => {
    const id = randomUUID();
    const [one, again, other] = await Promise.all(
      [ada.signedIn.organisation.id, ada.signedIn.organisation.id, randomUUID()].map((orgId) =>
        externalIdOf(world.deps, { orgId, id }),
      ),
    );
    expect(one).toMatch(/^aurora-[\w-]{43}$/);
    expect([again === one, other === one]).toEqual([true, false]);
  });

  it('by roles ask for an identity of Aurora, and the sandbox is there once', async () => {
    expect((await ada.get(`/connections/aws/template?id=${randomUUID()}`)).status).toBe(422);
    const [one, two] = [
      await ada.send<{ id: string }>('POST', '/connections/sandbox', {}),
      await ada.send<{ id: string }>('POST', '/connections/sandbox', {}),
    ];
    expect([one.status, one.body.id]).toEqual([two.status, two.body.id]);
  });
});
