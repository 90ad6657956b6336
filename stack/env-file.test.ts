import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { formatEnv, parseEnv, writeEnvFile } from './env-file.ts';
import { personsEnv } from './persons-env.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'aurora-env-'));

describe('env files', () => {
  it('reads back what it wrote, whatever the value', () => {
    const env = { PLAIN: 'a-b_c.d', URL: 'http://u:p@h:1/d?x=1', SPACED: 'a b', QUOTED: 'say "hi" #1', LINES: 'a\nb' };
    expect(parseEnv(formatEnv(env))).toEqual(env);
  });

  it('takes an empty value for "not set", and skips comments', () => {
    expect(parseEnv("# A=1\nB=\n  export C='x y'\nnonsense\nD=1 ")).toEqual({ C: 'x y', D: '1' });
  });

  it('is read the same by a shell and by Node', async () => {
    const file = join(folder(), 'env');
    const env = { A_URL: 'postgresql://a:b-c_d@127.0.0.1:5432/x', A_SECRET: 'Zz-_09' };
    writeEnvFile(file, env);
    const print = 'process.stdout.write(JSON.stringify([process.env.A_URL, process.env.A_SECRET]))';
    const byNode = await execa(process.execPath, [`--env-file=${file}`, '-e', print]);
    const byShell = await execa('sh', ['-c', `set -a; . "$1"; exec "$2" -e '${print}'`, 'sh', file, process.execPath]);
    expect(JSON.parse(byNode.stdout)).toEqual(Object.values(env));
    expect(JSON.parse(byShell.stdout)).toEqual(Object.values(env));
  });

  it('is readable by its owner alone, also when the file was open before', () => {
    const file = join(folder(), 'env');
    writeFileSync(file, 'OLD=1', { mode: 0o644 });
    writeEnvFile(file, { NEW: '2' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('OLD');
  });
});

describe("a person's own values", () => {
  const layoutWith = (env: string, generated: string) => {
    const root = folder();
    writeFileSync(join(root, '.env'), env);
    writeFileSync(join(root, 'generated'), generated);
    return { root, envFile: join(root, 'generated') };
  };

  it('come from .env, and from the shell over it', () => {
    const layout = layoutWith('OPENAI_API_KEY=from-file\nLOG_LEVEL=debug', '');
    expect(personsEnv(layout, { OPENAI_API_KEY: 'from-shell', HOME: '/x' })).toEqual({
      OPENAI_API_KEY: 'from-shell',
      LOG_LEVEL: 'debug',
    });
  });

  it('do not include what a script loaded from the generated file', () => {
    const layout = layoutWith('', 'API_PORT=5080');
    const shell = { DATABASE_URL: 'postgresql://old', AURORA_GENERATED: 'DATABASE_URL,S3_BUCKET', API_PORT: '5080' };
    expect(personsEnv(layout, shell)).toEqual({});
  });

  it('do not include a Terraform configuration that is not there', () => {
    expect(personsEnv(layoutWith('', ''), { TF_CLI_CONFIG_FILE: '/nowhere/terraformrc' })).toEqual({});
  });
});
