import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountFile, cleanUrl, findAccount, forgetAccount, isExposed, keepAccount } from './account.ts';

describe('the account of the command', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurora-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const kept = { url: 'https://aurora.example.com', token: 'aurora_pat_kept' };
  const environment = (more: Record<string, string> = {}) => ({ XDG_CONFIG_HOME: folder, ...more });

  it('is kept in a file that only its owner can read, also when it was there and open before', async () => {
    const file = await keepAccount(environment(), { url: 'http://127.0.0.1:1', token: 'old' });
    await rm(file);
    await writeFile(file, '{}', { mode: 0o644 });
    await keepAccount(environment(), kept);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(kept);
    expect(await findAccount(environment())).toEqual(kept);
    await forgetAccount(environment());
    await expect(findAccount(environment())).rejects.toMatchObject({ exitCode: 3 });
  });

  it('is what the environment says where it says so', async () => {
    await keepAccount(environment(), kept);
    const given = environment({ AURORA_URL: 'https://other.example.com/', AURORA_TOKEN: 'aurora_pat_given' });
    expect(await findAccount(given)).toEqual({ url: 'https://other.example.com', token: 'aurora_pat_given' });
  });

  it('sends a kept token to no other address', async () => {
    await keepAccount(environment(), kept);
    const elsewhere = findAccount(environment({ AURORA_URL: 'https://evil.example.com' }));
    await expect(elsewhere).rejects.toMatchObject({ exitCode: 3 });
    await expect(elsewhere).rejects.toThrow('no token for https://evil.example.com');
  });

  it('says when its file is broken, instead of being signed out in silence', async () => {
    await keepAccount(environment(), kept);
    await writeFile(accountFile(environment()), '{"url": 1}');
    await expect(findAccount(environment())).rejects.toThrow('not what "aurora login" writes');
  });

  it('takes addresses as people copy them', () => {
    expect(cleanUrl('http://127.0.0.1:5080/')).toBe('http://127.0.0.1:5080');
    expect(cleanUrl('https://a.example/aurora/api/v1')).toBe('https://a.example/aurora');
    for (const wrong of ['nonsense', 'file:///etc/passwd', 'javascript:1']) expect(() => cleanUrl(wrong)).toThrow();
    expect([isExposed('http://10.0.0.1'), isExposed('http://localhost:1'), isExposed('https://10.0.0.1')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
