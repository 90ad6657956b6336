import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'aurora-entrypoint-'));
const file = join(folder, 'secret');
writeFileSync(file, 'it is $HOME "quoted" \\ and long\n');
afterAll(() => rmSync(folder, { recursive: true }));

/** What a process that the entrypoint starts finds in its environment. */
async function environmentAfter(env: Record<string, string>) {
  const script = join(import.meta.dirname, 'entrypoint.sh');
  const print = [process.execPath, '-p', 'JSON.stringify(process.env)'];
  return execa('sh', [script, ...print], { env, extendEnv: false, reject: false });
}

describe('entrypoint.sh', () => {
  it('sets a secret to what its file holds, byte for byte but the last line break', async () => {
    const { stdout } = await environmentAfter({ AUTH_SECRET_FILE: file, PATH: '/usr/bin:/bin' });
    const env = JSON.parse(stdout);
    expect(env.AUTH_SECRET).toBe('it is $HOME "quoted" \\ and long');
    expect(env).not.toHaveProperty('AUTH_SECRET_FILE');
  });

  it('leaves settings alone whose names merely end alike', async () => {
    const { stdout } = await environmentAfter({ TF_CLI_CONFIG_FILE: '/nowhere/terraform.rc', PATH: '/usr/bin:/bin' });
    expect(JSON.parse(stdout)).toMatchObject({ TF_CLI_CONFIG_FILE: '/nowhere/terraform.rc' });
  });

  it('starts nothing when a file is missing, and says which, without the secret', async () => {
    const { exitCode, stdout, stderr } = await environmentAfter({ AUTH_SECRET_FILE: join(folder, 'absent') });
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('AUTH_SECRET cannot be read');
  });
});
