/** Who may read what Temporal keeps, and what they are shown. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg, openDatabase } from '../../db/client.ts';
import { isOperatorOrg } from '../../db/operator-org.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Payloads = { payloads: { metadata: Record<string, string>; data: string }[]; code?: string };

const base64 = (text: string) => Buffer.from(text).toString('base64');
const text = (encoded: string | undefined) => Buffer.from(encoded ?? '', 'base64').toString();
const plain = (value: string) => ({
  metadata: { encoding: base64('json/plain') },
  data: base64(JSON.stringify(value)),
});

describe.skipIf(!stackIsUp())("Temporal's codec", () => {
  const env = { OPERATOR_ORG: `operators-${randomUUID()}` };
  let world: ApiWorld;
  let ada: Caller;
  let eve: Caller;
  beforeAll(async () => {
    world = await makeApiWorld({ env });
    ada = await world.newOrg();
    eve = await world.newOrg();
    world.deps.config.OPERATOR_ORG = ada.signedIn.organisation.slug;
  });
  afterAll(() => world.close());

  const ask = (caller: Caller, act: string, payloads: unknown[]) =>
    caller.send<Payloads>('POST', `/temporal/codec/${act}`, { payloads });

  it('is shown to admins of the organisation that runs the installation, each time on record', async () => {
    const secret = `for ${randomUUID()}`;
    const encoded = await ask(ada, 'encode', [plain(secret)]);
    expect(encoded.status).toBe(200);
    expect(text(encoded.body.payloads[0]?.metadata.encoding)).toBe('binary/encrypted');
    expect(JSON.stringify(encoded.body)).not.toContain(base64(JSON.stringify(secret)));
    const decoded = await ask(ada, 'decode', [...encoded.body.payloads, plain('old')]);
    expect(decoded.body.payloads).toEqual([plain(secret), plain('old')]);
    const { body } = await ada.get<{ items: object[] }>('/audit?action=temporal.decode');
    expect(body.items[0]).toMatchObject({
      action: 'temporal.decode',
      detail: { payloads: 2 },
      subject: { kind: 'temporal_namespace', id: world.deps.config.TEMPORAL_NAMESPACE },
      requestId: expect.any(String),
    });
  });

  it('is kept from everybody else: other organisations, their admins, and roles below', async () => {
    const approver = await world.join(ada, 'approver');
    for (const caller of [eve, approver]) {
      for (const act of ['encode', 'decode']) {
        const answer = await ask(caller, act, [plain('x')]);
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
        expect(answer.body.payloads).toBeUndefined();
      }
    }
  });

  it('says in its place what cannot be read, and still shows the others', async () => {
    const { body } = await ask(ada, 'encode', [plain('mine')]);
    const foreign = { metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('temporal@99') } };
    const decoded = await ask(ada, 'decode', [{ ...foreign, data: base64('x'.repeat(64)) }, ...body.payloads]);
    expect(text(decoded.body.payloads[0]?.data)).toMatch(/temporal@99 is not in Vault any more/);
    expect(decoded.body.payloads[1]).toEqual(plain('mine'));
  });

  it('takes the oldest organisation for the one that runs it, where none is named', async () => {
    const is = (orgId: string) => inOrg(world.deps.db, { orgId }, (tx) => isOperatorOrg(tx, orgId, undefined));
    const owner = openDatabase(world.deps.config.DATABASE_OWNER_URL ?? '', { name: 'test' });
    const { rows } = await owner.orm.execute<{ id: string }>(
      sql`select id from organisations order by created_at, id limit 1`,
    );
    await owner.close();
    expect(await is(rows[0]?.id ?? '')).toBe(true);
    expect(await is(eve.signedIn.organisation.id)).toBe(false);
  });
});
