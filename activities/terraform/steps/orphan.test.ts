import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberProcess } from '../leftover.ts';
import { isLeftBehind, settleOrphan } from './orphan.ts';

describe('the Terraform of a dead worker', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aurora-orphan-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** A process that ends by itself after these seconds, noted as the apply of the run. */
  async function noted(seconds: string, step = 'verify-1'): Promise<void> {
    child = spawn('sleep', [seconds]);
    await mkdir(join(folder, step));
    await rememberProcess(join(folder, step, 'pid'), child.pid ?? 0);
  }

  it('is unknown when this machine has no note of it', async () => {
    await mkdir(join(folder, 'plan-1'));
    expect(await settleOrphan(folder)).toBe('unknown');
    expect(await settleOrphan(join(folder, 'gone'))).toBe('unknown');
  });

  it('is waited for, whatever step its folder was made for', async () => {
    await noted('0.4');
    const began = performance.now();
    expect(await settleOrphan(folder)).toBe('finished');
    expect(performance.now() - began).toBeGreaterThan(200);
  });

  it('is known to be dead at once', async () => {
    await noted('60', 'apply-1');
    child?.kill('SIGKILL');
    await once(child as ChildProcess, 'exit');
    expect(await settleOrphan(folder)).toBe('none');
  });

  it('is interrupted when it takes too long', async () => {
    await noted('60');
    expect(await settleOrphan(folder, undefined, 50)).toBe('interrupted');
    await expect.poll(() => child?.signalCode).toBe('SIGINT');
  });

  it('has left its lock behind only when it is known to be over and the lock is of this machine', () => {
    const lock = (owner: string) => ({ id: '1', owner, operation: 'apply', createdAt: '', ageSeconds: 1 });
    expect(isLeftBehind(lock(`root@${hostname()}`), 'none')).toBe(true);
    expect(isLeftBehind(lock(`root@${hostname()}`), 'unknown')).toBe(false);
    expect(isLeftBehind(lock('root@elsewhere'), 'none')).toBe(false);
  });
});
