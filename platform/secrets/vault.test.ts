import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StubVault, startStubVault } from './testing/stub-vault.ts';
import { makeSecrets, type Secrets, type SecretsOptions } from './vault.ts';

const canary = 'canary-7f3a1c';
const ref = 'vault:kv/data/aurora/users/aws-token-1';

let vault: StubVault;
const opened: Secrets[] = [];
const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });

function open(options: SecretsOptions = {}, config = {}): Secrets {
  const secrets = makeSecrets(
    { VAULT_ADDR: vault.url, VAULT_ROLE_ID: 'role', VAULT_SECRET_ID: 'secret', VAULT_KV_MOUNT: 'aurora', ...config },
    log,
    { patienceMs: 300, ...options },
  );
  opened.push(secrets);
  return secrets;
}

beforeEach(async () => {
  vault = await startStubVault();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((secrets) => secrets.close()));
  await vault.close();
  lines.length = 0;
});

describe('reading and writing', () => {
  it('reads back what it wrote, by the reference it gave', async () => {
    const secrets = open();
    expect(await secrets.write('users/aws-token-1', { read_access_key_id: 'AKIA' })).toBe(ref);
    expect(await secrets.read(ref)).toEqual({ read_access_key_id: 'AKIA' });
  });

  it('has nothing left after a removal, and removes twice without complaint', async () => {
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    await secrets.remove(ref);
    await secrets.remove(ref);
    await expect(secrets.read(ref)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses references to another mount', async () => {
    await expect(open().read('vault:kv/data/other/users/x')).rejects.toMatchObject({ code: 'bad_request' });
    expect(vault.requests).toEqual([]);
  });

  it('says that the engine is missing rather than the secret', async () => {
    const secrets = open({}, { VAULT_KV_MOUNT: 'nowhere' });
    await expect(secrets.read('vault:kv/data/nowhere/x')).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('does not quote what it finds in the wrong form', async () => {
    vault.push('users/aws-token-1', { nested: { value: canary } } as never);
    const failure = await open()
      .read(ref)
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'config_invalid' });
    expect(inspect(failure, { depth: 9 })).not.toContain(canary);
  });
});

describe('the session', () => {
  it('logs in once for many callers', async () => {
    const secrets = open();
    await Promise.all(Array.from({ length: 10 }, (_, n) => secrets.write(`users/u${n}`, { n: String(n) })));
    expect(vault.count('POST /v1/auth/approle/login')).toBe(1);
  });

  it('renews at two thirds of its life and needs no second log-in', async () => {
    await vault.close();
    vault = await startStubVault({ ttlSeconds: 0.9 });
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    await sleep(400);
    expect(vault.count('POST /v1/auth/token/renew-self')).toBe(0);
    await sleep(1_000);
    expect(vault.count('POST /v1/auth/token/renew-self')).toBeGreaterThanOrEqual(1);
    await secrets.read(ref);
    expect(vault.count('POST /v1/auth/approle/login')).toBe(1);
  });

  it('takes a new token when the old one nears its maximum age', async () => {
    await vault.close();
    vault = await startStubVault({ ttlSeconds: 0.9, maxTtlSeconds: 1 });
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    await sleep(800);
    expect(vault.count('POST /v1/auth/approle/login')).toBe(2);
    expect(await secrets.read(ref)).toEqual({ a: 'b' });
  });

  it('keeps trying to renew while Vault is away', async () => {
    await vault.close();
    vault = await startStubVault({ ttlSeconds: 3 });
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    vault.sealed = true;
    await sleep(2_150);
    vault.sealed = false;
    await sleep(700);
    expect(vault.count('POST /v1/auth/token/renew-self')).toBeGreaterThanOrEqual(2);
    expect(vault.count('POST /v1/auth/approle/login')).toBe(1);
  });

  it('logs in again when the token was revoked', async () => {
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    vault.revokeAll();
    expect(await secrets.read(ref)).toEqual({ a: 'b' });
    expect(vault.count('POST /v1/auth/approle/login')).toBe(2);
  });

  it('keeps its token when a policy refuses: the next one would cost a secret id', async () => {
    const secrets = open();
    vault.forbidding = true;
    await expect(secrets.read(ref)).rejects.toMatchObject({ code: 'config_invalid', retryable: false });
    vault.forbidding = false;
    await secrets.write('users/aws-token-1', { a: 'b' });
    expect(vault.count('POST /v1/auth/approle/login')).toBe(1);
  });

  it('says which settings are wrong when the role is refused, at once', async () => {
    const secrets = open({}, { VAULT_SECRET_ID: canary });
    const failure = await secrets.read(ref).catch((error) => error);
    expect(failure).toMatchObject({ code: 'config_invalid', userMessage: expect.stringContaining('VAULT_SECRET_ID') });
    expect(inspect(failure, { depth: 9 })).not.toContain(canary);
    expect(vault.requests).toHaveLength(1);
  });

  it('gives the token back at the end', async () => {
    const secrets = open();
    await secrets.write('users/aws-token-1', { a: 'b' });
    expect(vault.tokens()).toHaveLength(1);
    await secrets.close();
    expect(vault.tokens()).toHaveLength(0);
  });
});

describe('a Vault that is away', () => {
  it('is waited for while it is sealed', async () => {
    const secrets = open({ patienceMs: 3_000 });
    await secrets.write('users/aws-token-1', { a: 'b' });
    vault.sealed = true;
    setTimeout(() => {
      vault.sealed = false;
    }, 400);
    expect(await secrets.read(ref)).toEqual({ a: 'b' });
  });

  it('is given up on in the end, in words that say it is sealed', async () => {
    vault.sealed = true;
    const started = performance.now();
    await expect(open().read(ref)).rejects.toMatchObject({
      code: 'dependency_unavailable',
      retryable: true,
      details: { reason: 'sealed' },
      userMessage: expect.stringContaining('sealed'),
    });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('comes back on the same address, and the same client goes on', async () => {
    const secrets = open({ patienceMs: 5_000 });
    await secrets.write('users/aws-token-1', { a: 'b' });
    const port = Number(new URL(vault.url).port);
    await vault.close();
    const reading = secrets.read(ref);
    await sleep(300);
    vault = await startStubVault({ port });
    vault.push('users/aws-token-1', { a: 'c' });
    expect(await reading).toEqual({ a: 'c' });
  });

  it('is unreachable when nothing listens', async () => {
    const secrets = open({}, { VAULT_ADDR: 'http://127.0.0.1:1' });
    await expect(secrets.read(ref)).rejects.toMatchObject({
      code: 'dependency_unavailable',
      details: { reason: 'unreachable' },
    });
  });

  it('does not hold a caller who leaves', async () => {
    vault.silent = true;
    const started = performance.now();
    const reason = new Error('the activity was cancelled');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(open({ patienceMs: 60_000 }).read(ref, { signal: controller.signal })).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('puts neither values nor tokens into errors and logs', async () => {
    const secrets = open();
    await secrets.write('users/aws-token-1', { password: canary });
    const tokens = vault.tokens();
    await vault.close();
    const failure = await secrets.write('users/aws-token-1', { password: canary }).catch((error) => error);
    log.error({ err: failure }, 'as an activity would');
    const seen = inspect(failure, { depth: 9, showHidden: true }) + lines.join('');
    expect(failure).toMatchObject({ code: 'dependency_unavailable' });
    for (const secret of [canary, ...tokens]) expect(seen).not.toContain(secret);
  });
});

describe('data keys', () => {
  it('are one key for two workers that ask at the same time', async () => {
    const keys = await Promise.all([open(), open(), open()].map((secrets) => secrets.dataKey('plans')));
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toMatchObject({ id: 'plans@1' });
    expect(keys[0]?.key).toHaveLength(32);
  });

  it('are asked for once, and each caller has an own copy', async () => {
    const secrets = open();
    const first = await secrets.dataKey('plans');
    const before = vault.requests.length;
    first.key.fill(0);
    const second = await secrets.dataKey('plans');
    expect(second.key.every((byte) => byte === 0)).toBe(false);
    expect(vault.requests).toHaveLength(before);
  });

  it('are found by id after a rotation', async () => {
    const old = await open().dataKey('plans');
    vault.push('keys/plans', { key: Buffer.alloc(32, 7).toString('base64') });
    const secrets = open();
    expect(await secrets.dataKey('plans')).toMatchObject({ id: 'plans@2', key: Buffer.alloc(32, 7) });
    expect(await secrets.dataKey('plans@1')).toEqual(old);
  });

  it('are not made anew when a key was deleted: what it encrypted would be lost without a word', async () => {
    vault.push('keys/plans', null);
    await expect(open().dataKey('plans')).rejects.toMatchObject({ code: 'config_invalid' });
    await expect(open().dataKey('plans@9')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are refused when they have the wrong length', async () => {
    vault.push('keys/plans', { key: 'c2hvcnQ=' });
    await expect(open().dataKey('plans')).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it.each(['', 'Plans', '../plans', 'plans@0', 'plans@'])('are not called %j', async (name) => {
    await expect(open().dataKey(name)).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('health', () => {
  it('is up with its version once Aurora can get in', async () => {
    expect(await open().health()).toMatchObject({ ok: true, state: 'up', detail: 'version 1.0-stub' });
  });

  it('is down when sealed, away, or closed to Aurora', async () => {
    expect(await open({}, { VAULT_SECRET_ID: 'wrong' }).health()).toMatchObject({ ok: false, state: 'down' });
    vault.sealed = true;
    expect(await open().health()).toMatchObject({ ok: false, detail: expect.stringContaining('sealed') });
    const nobody = open({}, { VAULT_ADDR: 'http://127.0.0.1:1' });
    expect(await nobody.health()).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  });
});
