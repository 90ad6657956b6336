/** Coming in, staying in and leaving, on real Postgres and Vault. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { listConnections } from '../../db/projects.ts';
import { memberships, refreshTokens, signIns } from '../../db/schema/index.ts';
import { sandboxAccountOf } from '../../platform/sandbox.ts';
import { type ApiWorld, makeApiWorld, stackIsUp } from '../testing/world.ts';

describe.skipIf(!stackIsUp())('signing in', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await makeApiWorld();
  });
  afterAll(() => world.close());

  const post = (path: string, payload: object) => world.app.inject({ method: 'POST', url: `/api/v1${path}`, payload });
  const me = (token: string) =>
    world.app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } });

  it('makes the registrant admin of an organisation with a project and the sandbox account', async () => {
    const ada = await world.newOrg();
    const answer = await ada.get<{ role: string; organisation: { slug: string }; model: { id: string } }>('/me');
    expect(answer.body).toMatchObject({
      role: 'admin',
      user: { name: 'Ada' },
      organisation: { name: 'Analytical Engines' },
    });
    const projects = await ada.get<{ items: { name: string; connections: object[] }[] }>('/projects');
    expect(projects.body.items).toMatchObject([
      {
        name: 'Main',
        connections: [
          { name: 'Sandbox AWS', accountId: sandboxAccountOf(ada.signedIn.organisation.id), sandbox: true },
        ],
      },
    ]);
  });

  it('keeps the sandbox credentials in Vault and only their place in the database', async () => {
    const ada = await world.newOrg();
    const orgId = ada.signedIn.organisation.id;
    const [connection] = await inOrg(world.deps.db, { orgId }, listConnections);
    expect(connection?.secretRef).toMatch(/^vault:kv\/data\/aurora\/connections\/[0-9a-f-]{36}\/aws-/);
    const secret = await world.deps.secrets.read(connection?.secretRef ?? '');
    expect(Object.keys(secret).sort()).toEqual([
      'read_access_key_id',
      'read_secret_access_key',
      'write_access_key_id',
      'write_secret_access_key',
    ]);
    expect(secret.read_access_key_id).toMatch(/^AKIA[A-Z2-7]{16}$/);
    const shown = JSON.stringify((await ada.get('/connections')).body);
    expect(shown).not.toContain('vault:');
    expect(shown).not.toContain(secret.read_access_key_id);
  });

  it('registers nothing when Vault is away, and says so', async () => {
    const away = await makeApiWorld({
      env: { VAULT_ADDR: 'http://127.0.0.1:1', TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' },
    });
    const email = `${randomUUID()}@example.test`;
    const given = { name: 'Ada', email, password: 'correct horse', organisation: 'Org' };
    const refused = await away.app.inject({ method: 'POST', url: '/api/v1/auth/register', payload: given });
    expect(refused.statusCode).toBe(503);
    expect(refused.json()).toMatchObject({ code: 'dependency_unavailable', details: { dependency: 'vault' } });
    await away.close();
    expect((await post('/auth/register', given)).statusCode).toBe(201);
  });

  it('refuses an e-mail that is known, and registration where it is closed', async () => {
    const ada = await world.newOrg();
    const { email } = ada.signedIn.user;
    const given = { name: 'Eve', email: email.toUpperCase(), password: 'correct horse', organisation: 'Other' };
    const again = await post('/auth/register', given);
    expect([again.statusCode, again.json().code]).toEqual([409, 'conflict']);

    const closed = await makeApiWorld({
      env: { REGISTRATION: 'closed', TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' },
    });
    const answer = await closed.app.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      payload: { ...given, email: 'new@example.test' },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden']);
    await closed.close();
  });

  it('answers a wrong password and an unknown e-mail alike', async () => {
    const ada = await world.newOrg();
    const wrong = await post('/auth/sign-in', { email: ada.signedIn.user.email, password: 'not the one' });
    const unknown = await post('/auth/sign-in', { email: `${randomUUID()}@example.test`, password: 'not the one' });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.json().detail).toBe(unknown.json().detail);
  });

  it('renews access for as long as the sign-in holds, and ends everything at sign-out', async () => {
    const { signedIn } = await world.newOrg();
    const { accessToken } = signedIn;
    const renewed = await post('/auth/token', { refreshToken: signedIn.refreshToken });
    expect(renewed.statusCode).toBe(200);
    expect((await me(renewed.json().accessToken)).statusCode).toBe(200);
    const { refreshToken } = renewed.json();

    expect((await post('/auth/sign-out', { refreshToken })).statusCode).toBe(204);
    expect((await post('/auth/token', { refreshToken })).statusCode).toBe(401);
    expect((await me(accessToken)).statusCode).toBe(401);
    expect((await post('/auth/sign-out', { refreshToken })).statusCode).toBe(204);
  });

  it('refuses a refresh token that is made up or too old', async () => {
    const { signedIn } = await world.newOrg();
    expect((await post('/auth/token', { refreshToken: 'A'.repeat(43) })).statusCode).toBe(401);
    await inOrg(world.deps.db, { orgId: signedIn.organisation.id }, (tx) =>
      tx
        .update(signIns)
        .set({ expiresAt: new Date(Date.now() - 1_000) })
        .where(eq(signIns.userId, signedIn.user.id)),
    );
    expect((await post('/auth/token', { refreshToken: signedIn.refreshToken })).statusCode).toBe(401);
    expect((await me(signedIn.accessToken)).statusCode).toBe(401);
  });

  it('stores no refresh token, only its hash', async () => {
    const { signedIn } = await world.newOrg();
    const rows = await inOrg(world.deps.db, { orgId: signedIn.organisation.id }, (tx) =>
      tx.select().from(refreshTokens),
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(signedIn.refreshToken);
  });

  it('takes the role from the membership at each request, not from the token', async () => {
    const ada = await world.newOrg();
    const grace = await world.join(ada, 'operator');
    const create = () => grace.send('POST', '/projects', { name: randomUUID() });
    expect((await create()).status).toBe(201);
    const { organisation, user } = grace.signedIn;
    await inOrg(world.deps.db, { orgId: organisation.id }, (tx) =>
      tx.update(memberships).set({ role: 'viewer' }).where(eq(memberships.userId, user.id)),
    );
    const refused = await create();
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    await inOrg(world.deps.db, { orgId: organisation.id }, (tx) =>
      tx.delete(memberships).where(eq(memberships.userId, user.id)),
    );
    expect((await create()).status).toBe(401);
  });
});
