/** Against a real Vault or OpenBao, as `.aurora/env` names it. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSecrets, type Secrets } from './vault.ts';

const { VAULT_ADDR = '', VAULT_ROLE_ID = '', VAULT_SECRET_ID = '', VAULT_KV_MOUNT = 'aurora' } = process.env;
const { VAULT_SECRET_ID_FILE } = process.env;
const config = { VAULT_ADDR, VAULT_ROLE_ID, VAULT_SECRET_ID, VAULT_SECRET_ID_FILE, VAULT_KV_MOUNT };
const absent = !VAULT_ADDR || !VAULT_ROLE_ID;
if (absent) console.warn('SKIPPED: no Vault in the environment (VAULT_ADDR, VAULT_ROLE_ID)');

describe.skipIf(absent)('secrets in a real Vault', () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const path = `tests/${randomUUID()}`;
  let secrets: Secrets;

  beforeAll(() => {
    secrets = makeSecrets(config, log);
  });

  afterAll(async () => {
    await secrets.remove(`vault:kv/data/${VAULT_KV_MOUNT}/${path}`);
    await secrets.close();
  });

  it('keeps, replaces, gives back and removes', async () => {
    const ref = await secrets.write(path, { read_access_key_id: 'one' });
    expect(await secrets.read(ref)).toEqual({ read_access_key_id: 'one' });
    await secrets.write(path, { read_access_key_id: 'two', session_token: 'ü/=' });
    expect(await secrets.read(ref)).toEqual({ read_access_key_id: 'two', session_token: 'ü/=' });
    await secrets.remove(ref);
    await secrets.remove(ref);
    await expect(secrets.read(ref)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is healthy, and says its version', async () => {
    expect(await secrets.health()).toMatchObject({ state: 'up', detail: expect.stringMatching(/^version \d/) });
  });

  it('logs in again when its token was revoked behind its back', async () => {
    // What ends the token is the real thing: a client's own close, while a call of the same client is still to come.
    const client = makeSecrets(config, log);
    const ref = await client.write(path, { a: 'b' });
    await client.close();
    expect(await client.read(ref)).toEqual({ a: 'b' });
    await client.close();
  });

  it('refuses a wrong secret id at once', async () => {
    const stranger = makeSecrets({ ...config, VAULT_SECRET_ID: randomUUID(), VAULT_SECRET_ID_FILE: undefined }, log);
    await expect(stranger.read(`vault:kv/data/${VAULT_KV_MOUNT}/${path}`)).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });

  it('tells a policy that is too narrow from a token that ended', async () => {
    const elsewhere = makeSecrets({ ...config, VAULT_KV_MOUNT: 'sys' }, log);
    await expect(elsewhere.read('vault:kv/data/sys/x')).rejects.toMatchObject({ code: 'config_invalid' });
    await elsewhere.close();
  });

  it('makes one key when three workers ask at once', async () => {
    const name = `test-${randomUUID()}`;
    const workers = [1, 2, 3].map(() => makeSecrets(config, log));
    const keys = await Promise.all(workers.map((worker) => worker.dataKey(name)));
    expect(new Set(keys.map(({ id, key }) => `${id} ${key.toString('hex')}`)).size).toBe(1);
    expect(await secrets.dataKey(`${name}@1`)).toEqual(keys[0]);
    await secrets.remove(`vault:kv/data/${VAULT_KV_MOUNT}/keys/${name}`);
    await Promise.all(workers.map((worker) => worker.close()));
  });
});
