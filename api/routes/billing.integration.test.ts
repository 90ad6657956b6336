/** Billing accounts over HTTP: who may what, a repeat changes nothing, a file goes to storage and never to memory. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveBillingAccount } from '../../db/billing-accounts.ts';
import { inOrg } from '../../db/client.ts';
import { scheduleIds, workflowIds } from '../../workflows/messages.ts';
import { keepSchedules } from '../schedule-keeper.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Account = { id: string; name: string; settings: object; problems: object[]; rows: number };

describe.skipIf(!stackIsUp())('billing accounts', () => {
  let world: ApiWorld;
  let admin: Caller;
  let viewer: Caller;

  beforeAll(async () => {
    world = await makeApiWorld({ env: { BILLING_UPLOAD_MAX_MB: '9' } });
    admin = await world.newOrg();
    viewer = await world.join(admin, 'viewer');
  });
  afterAll(() => world.close());

  const newAccount = async (body: object = {}) =>
    (await admin.send<Account>('POST', '/billing-accounts', { name: randomUUID(), kind: 'upload', ...body })).body;

  const upload = (caller: Caller, accountId: string, id: string, body: Readable | string, part = 'upload') =>
    world.app.inject({
      method: 'POST',
      url: `/api/v1/billing-accounts/${accountId}/uploads?id=${id}&name=costs.csv&part=${part}`,
      headers: {
        authorization: `Bearer ${caller.signedIn.accessToken}`,
        'content-type': 'application/octet-stream',
      },
      payload: body,
    });

  it('are made by an admin, once for an id, and their credentials never come back', async () => {
    const body = {
      id: randomUUID(),
      name: 'Main bill',
      kind: 's3_focus',
      settings: { bucket: 'bills' },
      credentials: { read_access_key_id: 'AKIAEXAMPLE', read_secret_access_key: 'very-secret' },
    };
    expect((await viewer.send('POST', '/billing-accounts', body)).status).toBe(403);
    const first = await admin.send<Account>('POST', '/billing-accounts', body);
    const again = await admin.send<Account>('POST', '/billing-accounts', body);
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
    const shown = JSON.stringify((await viewer.get('/billing-accounts')).body);
    expect(shown).toContain('Main bill');
    expect(shown).not.toMatch(/very-secret|AKIAEXAMPLE|vault/);
    const described = await world.deps.temporal.client.schedule.getHandle(scheduleIds.billingSync(body.id)).describe();
    expect(described.action.workflowType).toBe('billingSyncTick');
  });

  it('refuse a name that is taken, an unknown setting, and a host that is not allowed', async () => {
    const { name } = await newAccount();
    expect((await admin.send('POST', '/billing-accounts', { name, kind: 'upload' })).status).toBe(409);
    expect(
      (await admin.send('POST', '/billing-accounts', { name: 'x', kind: 'upload', settings: { password: 'x' } }))
        .status,
    ).toBe(400);
    const inside = { name: 'y', kind: 's3_focus', settings: { bucket: 'b', endpoint: 'http://169.254.169.254' } };
    expect((await admin.send('POST', '/billing-accounts', inside)).status).toBe(422);
  });

  it('are changed and archived: nothing is scheduled then, and it is not found any more', async () => {
    const { id } = await newAccount({ kind: 's3_focus', settings: { bucket: 'a' } });
    const changed = await admin.send<Account>('PATCH', `/billing-accounts/${id}`, { settings: { bucket: 'b' } });
    expect(changed.body.settings).toEqual({ bucket: 'b' });
    expect((await admin.send('DELETE', `/billing-accounts/${id}`)).status).toBe(204);
    expect((await admin.get(`/billing-accounts/${id}`)).status).toBe(404);
    const schedule = world.deps.temporal.client.schedule.getHandle(scheduleIds.billingSync(id));
    await expect(schedule.describe()).rejects.toThrow(/not found/i);
  });

  it('get the schedule that was not made while Temporal was away, and lose the one that was not removed', async () => {
    const { id } = await newAccount({ kind: 's3_focus', settings: { bucket: 'a' } });
    const schedule = world.deps.temporal.client.schedule.getHandle(scheduleIds.billingSync(id));
    await schedule.delete();
    await keepSchedules(world.deps);
    expect((await schedule.describe()).spec.intervals?.[0]?.every).toBe(86_400_000);
    await schedule.pause('by hand');
    await keepSchedules(world.deps);
    expect((await schedule.describe()).state.paused).toBe(true);

    const scope = { orgId: admin.signedIn.organisation.id };
    await inOrg(world.deps.db, scope, (tx) => archiveBillingAccount(tx, id));
    // Temporal's list of schedules follows a moment later.
    await expect
      .poll(async () => {
        await keepSchedules(world.deps);
        return schedule.describe().then(
          () => 'there',
          () => 'gone',
        );
      })
      .toBe('gone');
  });

  it('take a file as a stream, once for its bytes', async () => {
    const { id: account } = await newAccount();
    const line = `${'x'.repeat(1_023)}\n`;
    const file = () => Readable.from(Array.from({ length: 8_500 }, () => Buffer.from(line)));
    const id = randomUUID();
    expect((await upload(viewer, account, id, 'a,b')).statusCode).toBe(403);
    const first = await upload(admin, account, id, file());
    const again = await upload(admin, account, id, file());
    const other = await upload(admin, account, randomUUID(), file());
    expect([first.statusCode, first.json()]).toEqual([202, { importId: id, isNew: true }]);
    expect([again.json().importId, other.json()]).toEqual([id, { importId: id, isNew: false }]);
    const { items } = (await viewer.get<{ items: object[] }>(`/billing-accounts/${account}/loads`)).body;
    expect(items).toMatchObject([{ id, state: 'waiting', files: [{ name: 'costs.csv', bytes: 8_500 * 1_024 }] }]);
    const kept = await world.deps.storage.list(`billing/${admin.signedIn.organisation.id}/`);
    expect(kept.filter(({ size }) => size === 8_500 * 1_024)).toHaveLength(1);
  });

  it('refuse a file that is too large, and what is no file', async () => {
    const { id: account } = await newAccount();
    const large = Readable.from(Array.from({ length: 10 }, () => Buffer.alloc(1_048_576)));
    const answer = await upload(admin, account, randomUUID(), large);
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'payload_too_large']);
    const json = await admin.send('POST', `/billing-accounts/${account}/uploads?id=${randomUUID()}&name=a.csv`, {
      a: 1,
    });
    expect(json.status).toBe(400);
    expect((await viewer.get<{ items: object[] }>(`/billing-accounts/${account}/loads`)).body.items).toEqual([]);
  });

  it('are synced on demand, once for an id, by both doors', async () => {
    const { id: billingAccountId } = await newAccount();
    const id = randomUUID();
    const byAccount = await admin.send('POST', `/billing-accounts/${billingAccountId}/sync`, { id });
    const byName = await admin.send('POST', '/workflows/billing-sync', { billingAccountId, id });
    expect([byAccount.status, byName.status]).toEqual([202, 202]);
    expect(byName.body).toMatchObject({ workflowId: workflowIds.billingSync(billingAccountId), syncId: id });
    const { items } = (await viewer.get<{ items: object[] }>(`/billing-accounts/${billingAccountId}/syncs`)).body;
    expect(items).toMatchObject([{ id, state: 'running', trigger: 'person' }]);
  });
});
