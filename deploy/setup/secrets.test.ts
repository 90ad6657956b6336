import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSecrets } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aurora-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const all = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('makeSecrets', () => {
  it('makes secrets that are long, different, and safe in a URL', () => {
    makeSecrets(folder);
    const { DATABASE_URL = '', DATABASE_OWNER_URL, ...random } = all();
    expect(new Set(Object.values(random)).size).toBe(8);
    for (const value of Object.values(random)) expect(value).toMatch(/^[\w-]{43}$/);
    expect(new URL(DATABASE_URL).password).toBe(random.AURORA_APP_PASSWORD);
    expect(DATABASE_OWNER_URL).toBe(`postgresql://aurora_owner:${random.AURORA_OWNER_PASSWORD}@postgres:5432/aurora`);
    expect(statSync(join(folder, 'AUTH_SECRET')).mode & 0o222).toBe(0);
  });

  it('keeps what is there, and adds what is missing', () => {
    writeFileSync(join(folder, 'AURORA_APP_PASSWORD'), 'kept');
    makeSecrets(folder);
    const first = all();
    rmSync(join(folder, 'AUTH_SECRET'));
    makeSecrets(folder);
    const second = all();
    expect(first.DATABASE_URL).toBe('postgresql://aurora_app:kept@postgres:5432/aurora');
    expect(second).toEqual({ ...first, AUTH_SECRET: second.AUTH_SECRET });
    expect(second.AUTH_SECRET).not.toBe(first.AUTH_SECRET);
  });
});
