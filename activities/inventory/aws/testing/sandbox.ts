/** A sandbox account (moto) of this test's own: empty, and gone afterwards. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { layoutOf } from '../../../../stack/layout.ts';
import { httpStatus, until } from '../../../../stack/probe.ts';
import { installVenv, venvBin } from '../../../../stack/python.ts';

export type Sandbox = { endpoint: string; stop(): Promise<void> };

export async function startSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-inventory-'));
  await installVenv({ layout: layoutOf(folder), note: () => {}, signal: AbortSignal.timeout(60_000) });
  const port = await getPort();
  const script = join(import.meta.dirname, '../../../../stack/parts/moto-server.py');
  const args = [script, '--port', String(port), '--recording', join(folder, 'recording.jsonl')];
  const env = { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' };
  const child = spawn(venvBin('python'), args, { env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' }, stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const ready = async () => child.exitCode !== null || (await httpStatus(`${endpoint}/aurora/ready`)) === 200;
  if (!(await until(ready, 60_000)) || child.exitCode !== null) throw new Error('the sandbox does not start');
  return {
    endpoint,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
