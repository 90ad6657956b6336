/** The keeper's own process, as its container runs it, with a real OpenBao of the container's configuration. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baoIsHere, type OwnBao, startOwnBao } from '../../platform/secrets/testing/own-bao.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';

const script = join(import.meta.dirname, 'vault-keeper.ts');

describe.skipIf(!baoIsHere)('the keeper of the containers', () => {
  let bao: OwnBao;
  let keeper: ReturnType<typeof run>;

  const run = (...flags: string[]) =>
    execa(process.execPath, [script, bao.folder, ...flags], { env: { VAULT_ADDR: bao.address }, reject: false });
  const isUsable = async () => (await run('--check')).exitCode === 0;

  async function becomesUsable(): Promise<void> {
    const deadline = Date.now() + 40_000;
    while (!(await isUsable())) {
      if (Date.now() > deadline) throw new Error('the vault did not become usable within 40 s');
      await sleep(100);
    }
  }

  /** What its container starts a process with. */
  const secretsOf = (role: 'api' | 'worker') =>
    makeSecrets(
      {
        VAULT_ADDR: bao.address,
        VAULT_ROLE_ID: readFileSync(join(bao.folder, 'approle', role, 'VAULT_ROLE_ID'), 'utf8'),
        VAULT_SECRET_ID: '',
        VAULT_SECRET_ID_FILE: join(bao.folder, 'approle', role, 'VAULT_SECRET_ID'),
        VAULT_KV_MOUNT: 'aurora',
      },
      pino({ level: 'silent' }),
    );

  beforeAll(async () => {
    bao = await startOwnBao();
  });

  afterAll(async () => {
    keeper?.kill('SIGKILL');
    await keeper;
    await bao?.close();
  });

  it('opens a new vault and lets API and worker in, and opens it again after kill -9', async () => {
    expect(await isUsable()).toBe(false);
    keeper = run();
    await becomesUsable();
    const [api, worker] = [secretsOf('api'), secretsOf('worker')];
    const ref = await api.write('connections/x', { key: 'value' });
    expect(await worker.read(ref)).toEqual({ key: 'value' });

    await bao.kill();
    await bao.start();
    await becomesUsable();
    // Started before the vault died, and after.
    const restarted = secretsOf('worker');
    for (const process of [worker, restarted]) expect(await process.read(ref)).toEqual({ key: 'value' });
    await Promise.all([api, worker, restarted].map((secrets) => secrets.close()));
  });

  it('lays out no role of tools, which may do everything', () => {
    expect(existsSync(join(bao.folder, 'approle', 'tools'))).toBe(false);
  });

  it('ends at once when it is asked to', async () => {
    keeper.kill('SIGTERM');
    expect((await keeper).exitCode).toBe(0);
  });
});
