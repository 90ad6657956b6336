/** How keys change over, by Vault's clock: what signs, what is still taken, and what a sealed Vault means. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { AuroraError, notFound } from '../platform/errors.ts';
import { accessTokenMs, makeAccessKeys, signAfterMs } from './access-keys.ts';

const minute = 60_000;
const start = Date.now();
let versions: { key: Buffer; createdAt: Date }[];
let sealed: boolean;
let asked: number;

/** The versions of one key, as `Secrets` answers them. */
const vault = {
  async dataKey(nameOrId: string) {
    asked += 1;
    if (sealed) throw away();
    const version = Number(nameOrId.split('@')[1] ?? versions.length);
    const found = versions[version - 1];
    if (!found) throw notFound('key');
    return { id: `access-tokens@${version}`, key: Buffer.from(found.key), createdAt: found.createdAt };
  },
};
const away = () =>
  new AuroraError({ code: 'dependency_unavailable', retryable: true, userMessage: 'Vault is sealed.' });
const add = (agoMs: number) => versions.push({ key: randomBytes(32), createdAt: new Date(start - agoMs) });
const inMs = (ms: number) => new Date(start + ms);

describe('keys of access tokens', () => {
  beforeEach(() => {
    versions = [];
    sealed = false;
    asked = 0;
  });

  it('sign with the first version at once, and with a later one when every process knows it', async () => {
    add(minute);
    const keys = makeAccessKeys(vault);
    expect((await keys.signing()).kid).toBe('access-tokens@1');
    add(0);
    await keys.look();
    expect((await keys.signing(inMs(signAfterMs - minute))).kid).toBe('access-tokens@1');
    expect(await keys.verifying('access-tokens@2')).toBeDefined();
    expect((await keys.signing(inMs(signAfterMs))).kid).toBe('access-tokens@2');
  });

  it('take an older version until the last token that it signed has ended, and no longer', async () => {
    add(10 * minute);
    add(0);
    const keys = makeAccessKeys(vault);
    const last = signAfterMs + accessTokenMs;
    expect(await keys.verifying('access-tokens@1', inMs(last))).toBeDefined();
    expect(await keys.verifying('access-tokens@1', inMs(last + 2 * minute))).toBeUndefined();
    expect(await keys.verifying('access-tokens@2', inMs(last + 2 * minute))).toBeDefined();
    expect(await keys.verifying('access-tokens@9')).toBeUndefined();
  });

  it('do not fetch versions that nothing alive was signed with', async () => {
    for (const ago of [300, 200, 100]) add(ago * minute);
    await makeAccessKeys(vault).look();
    expect(asked).toBe(1);
  });

  it('stay in memory while Vault is sealed; a process that starts then says so until it is back', async () => {
    add(minute);
    const running = makeAccessKeys(vault);
    await running.look();
    sealed = true;
    await expect(running.look()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect((await running.signing()).kid).toBe('access-tokens@1');
    const started = makeAccessKeys(vault);
    await expect(started.verifying('access-tokens@1')).rejects.toMatchObject({ code: 'dependency_unavailable' });
    sealed = false;
    expect(await started.verifying('access-tokens@1')).toBeDefined();
  });
});
