/** What each role may and may not do, on a real OpenBao, through the client that the product uses. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baoIsHere, type OwnBao, startOwnBao } from '../testing/own-bao.ts';
import { makeSecrets, type Secrets } from '../vault.ts';
import { roleIdFile, secretIdFile } from './issue.ts';
import { type Keeper, makeKeeper } from './keeper.ts';
import type { RoleName } from './policies.ts';

const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
const reference = (path: string) => `vault:kv/data/aurora/${path}`;
const refused = { code: 'config_invalid', userMessage: expect.stringContaining('policy') };

describe.skipIf(!baoIsHere)('the roles of a vault that the keeper opened', () => {
  let bao: OwnBao;
  let keeper: Keeper;
  let keeping: Promise<void>;
  const over = new AbortController();
  const opened: Secrets[] = [];
  const rolesFolder = () => join(bao.folder, 'approle');
  const rootToken = () => JSON.parse(readFileSync(join(bao.folder, 'keys.json'), 'utf8')).rootToken as string;

  /** As the stack and the container do, all the time. */
  async function keep() {
    for await (const _ of setInterval(50, undefined, { signal: over.signal })) await keeper.look().catch(() => {});
  }

  function enter(role: RoleName, patienceMs = 5_000): Secrets {
    const config = { ...hereAs(role), VAULT_SECRET_ID_FILE: secretIdFile(rolesFolder(), role) };
    const secrets = makeSecrets(config, log, { patienceMs });
    opened.push(secrets);
    return secrets;
  }

  beforeAll(async () => {
    bao = await startOwnBao();
    keeper = makeKeeper({
      address: bao.address,
      mount: 'aurora',
      keysFile: join(bao.folder, 'keys.json'),
      staySealedFile: join(bao.folder, 'stay-sealed'),
      rolesFolder: rolesFolder(),
      roles: ['api', 'worker', 'tools'],
    });
    await keeper.look();
    keeping = keep().catch(() => {});
  });

  afterAll(async () => {
    await Promise.all(opened.map((secrets) => secrets.close()));
    over.abort();
    await keeping;
    await bao.close();
  });

  it('lets the API write and remove credentials, and never read them', async () => {
    const [api, worker] = [enter('api'), enter('worker')];
    for (const place of ['connections', 'billing', 'knowledge']) {
      const ref = await api.write(`${place}/x`, { key: 'one' });
      await expect(api.read(ref), place).rejects.toMatchObject(refused);
      expect(await worker.read(ref), place).toEqual({ key: 'one' });
      await api.remove(ref);
      await expect(worker.read(ref), place).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('lets the API read back what hooks, notices and second factors are checked with', async () => {
    const [api, worker] = [enter('api'), enter('worker')];
    for (const place of ['integrations', 'notices', 'users']) {
      const ref = await api.write(`${place}/x`, { key: 'one' });
      expect(await api.read(ref), place).toEqual({ key: 'one' });
    }
    expect(await worker.read(reference('integrations/x'))).toEqual({ key: 'one' });
    expect(await worker.read(reference('notices/x'))).toEqual({ key: 'one' });
    await expect(worker.read(reference('users/x'))).rejects.toMatchObject(refused);
  });

  it('lets the worker change, make and remove nothing', async () => {
    const worker = enter('worker');
    const ref = await enter('api').write('connections/y', { key: 'one' });
    for (const place of ['connections/y', 'connections/new', 'integrations/x', 'users/x', 'anything/x']) {
      await expect(worker.write(place, { key: 'two' }), place).rejects.toMatchObject(refused);
    }
    await expect(worker.remove(ref)).rejects.toMatchObject(refused);
    expect(await worker.read(ref)).toEqual({ key: 'one' });
  });

  it('gives each the keys it needs, once made, and not the others', async () => {
    const [api, worker] = [enter('api'), enter('worker')];
    const [made, found] = await Promise.all([api.dataKey('temporal'), worker.dataKey('temporal')]);
    expect(made).toEqual(found);
    await expect(api.write('keys/temporal', { key: 'mine' })).rejects.toMatchObject(refused);
    await expect(worker.write('keys/plans', { key: 'mine' })).resolves.toBeDefined();
    await expect(worker.write('keys/plans', { key: 'another' })).rejects.toMatchObject(refused);
    await api.dataKey('access-tokens');
    await worker.dataKey('audit');
    for (const name of ['plans', 'audit']) await expect(api.dataKey(name), name).rejects.toMatchObject(refused);
    await expect(worker.dataKey('access-tokens')).rejects.toMatchObject(refused);
  });

  it('keeps its token through refusals: none of them cost a second log-in', async () => {
    const api = enter('api');
    await api.write('connections/z', { key: 'one' });
    const before = logIns();
    for (let n = 0; n < 3; n += 1) await expect(api.read(reference('connections/z'))).rejects.toMatchObject(refused);
    await api.write('connections/z', { key: 'two' });
    expect(logIns()).toBe(before);
  });

  it('takes a secret id once', async () => {
    const file = secretIdFile(rolesFolder(), 'worker');
    await until(() => existsSync(file));
    const body = {
      role_id: readFileSync(roleIdFile(rolesFolder(), 'worker'), 'utf8'),
      secret_id: readFileSync(file, 'utf8'),
    };
    await bao.vault.call('POST', 'auth/approle/login', { body });
    await expect(bao.vault.call('POST', 'auth/approle/login', { body })).rejects.toThrow('invalid role or secret ID');
    // A process that finds the used one goes on with the next.
    expect(
      await enter('worker')
        .dataKey('plans')
        .catch(({ code }) => code),
    ).not.toBe('dependency_unavailable');
  });

  it('lays secret ids out for their own user alone, and another one when one was taken', async () => {
    const file = secretIdFile(rolesFolder(), 'api');
    await until(() => existsSync(file));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(roleIdFile(rolesFolder(), 'api')).mode & 0o777).toBe(0o600);
    const ids = new Set<string>();
    // As a process that is started again and again.
    for (let n = 0; n < 20; n += 1) {
      await until(() => existsSync(file));
      ids.add(readFileSync(file, 'utf8'));
      const started = enter('api');
      await started.write('users/restarted', { n: String(n) });
      await started.close();
    }
    expect(ids.size).toBe(20);
  });

  it('goes on with the next secret id when its token is revoked, and says what it waits for when there is none', async () => {
    const worker = enter('worker', 300);
    const ref = await enter('api').write('connections/w', { key: 'one' });
    expect(await worker.read(ref)).toEqual({ key: 'one' });
    await revokeAllTokens();
    expect(await worker.read(ref)).toEqual({ key: 'one' });

    const alone = makeSecrets({ ...hereAs('worker'), VAULT_SECRET_ID_FILE: join(bao.folder, 'nobody-issues') }, log, {
      patienceMs: 300,
    });
    opened.push(alone);
    await expect(alone.read(ref)).rejects.toMatchObject({
      code: 'dependency_unavailable',
      retryable: true,
      userMessage: expect.stringContaining('no secret id is laid out'),
      details: { reason: 'no_secret_id' },
    });
  });

  it('reads the newest version of a rotated credential, says which it is, and keeps the older ones', async () => {
    const [api, worker] = [enter('api'), enter('worker')];
    expect(await api.writeVersioned('connections/v', { key: 'one' })).toEqual({
      ref: reference('connections/v'),
      version: 1,
    });
    expect(await worker.readVersion(reference('connections/v'))).toMatchObject({ data: { key: 'one' }, version: 1 });
    expect((await api.writeVersioned('connections/v', { key: 'two' })).version).toBe(2);
    expect(await worker.readVersion(reference('connections/v'))).toMatchObject({ data: { key: 'two' }, version: 2 });
    const token = rootToken();
    const first = await bao.vault.call<{ data: { data: unknown } }>('GET', 'aurora/data/connections/v?version=1', {
      token,
    });
    expect(first.data.data).toEqual({ key: 'one' });
  });

  it('unseals a vault that was killed, unless it was told not to', async () => {
    const worker = enter('worker', 200);
    const ref = await enter('api').write('connections/s', { key: 'one' });
    await worker.read(ref);
    const mark = join(bao.folder, 'stay-sealed');
    writeFileSync(mark, '');
    await bao.kill();
    await bao.start();
    await until(async () => ((await keeper.look().catch(() => '')) ?? '').includes('sealed and left so'));
    await expect(worker.read(ref)).rejects.toMatchObject({
      code: 'dependency_unavailable',
      details: { reason: 'sealed' },
    });
    // A process that starts now waits, and says so in its log.
    lines.length = 0;
    const late = enter('worker', 200);
    const entered = late.enter();
    await until(() => lines.some((line) => line.includes('is sealed')));
    rmSync(mark);
    await entered;
    expect(lines.join('')).toContain('vault can be used again');
    expect(await late.read(ref)).toEqual({ key: 'one' });
    await until(async () => (await worker.read(ref).catch(() => undefined)) !== undefined);
  });

  it('says that the keys are gone instead of making new ones', async () => {
    over.abort();
    await keeping;
    await bao.kill();
    await bao.start();
    const lost = makeKeeper({
      address: bao.address,
      mount: 'aurora',
      keysFile: join(bao.folder, 'lost.json'),
      staySealedFile: join(bao.folder, 'stay-sealed'),
      rolesFolder: rolesFolder(),
      roles: ['api'],
    });
    await expect(lost.look()).rejects.toMatchObject({
      retryable: false,
      userMessage: expect.stringMatching(/keys .* gone/),
    });
    // Just unsealed, it elects itself first and answers as sealed until then.
    await until(() =>
      keeper.look().then(
        () => true,
        () => false,
      ),
    );
  });

  const hereAs = (role: RoleName) => ({
    VAULT_ADDR: bao.address,
    VAULT_ROLE_ID: readFileSync(roleIdFile(rolesFolder(), role), 'utf8'),
    VAULT_SECRET_ID: '',
    VAULT_KV_MOUNT: 'aurora',
  });
  const logIns = () => lines.filter((line) => line.includes('logged in to vault')).length;

  /** As an operator does in an emergency. */
  async function revokeAllTokens(): Promise<void> {
    await bao.vault.call('PUT', 'sys/leases/revoke-prefix/auth/approle/login', { token: rootToken() });
  }
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  for await (const _ of setInterval(20)) {
    if (await holds()) return;
    if (Date.now() > deadline) throw new Error(`Not within 20 s: ${holds}`);
  }
}
