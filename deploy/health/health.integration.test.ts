/** The healthchecks of the containers, run as Docker runs them: a command and its exit code. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../../tests/support/world.ts';

async function run(script: string, args: string[], env: Record<string, string> = {}) {
  const file = join(import.meta.dirname, script);
  const { exitCode, stdout, stderr } = await execa(process.execPath, [file, ...args], { env, reject: false });
  // A script that breaks ends with 1 as well.
  expect(stderr).toBe('');
  return { code: exitCode, said: stdout };
}

describe('http.ts', () => {
  const statuses: Record<string, number> = { '/well': 200, '/moved': 307, '/ill': 503, '/absent': 404 };
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(statuses[url] ?? 404, { location: '/well' }).end();
  });
  let address: string;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it.each([
    ['/well', 0],
    ['/moved', 0],
    ['/ill', 1],
    ['/absent', 1],
  ])('ends with the right code for %s', async (path, code) => {
    expect(await run('http.ts', [address + path])).toMatchObject({ code });
  });

  it('ends with 1 when nobody listens', async () => {
    expect(await run('http.ts', ['http://127.0.0.1:1/'])).toMatchObject({ code: 1 });
  });
});

describe.skipIf(!stackIsUp)('worker.ts, on real Temporal', () => {
  let world: World;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
  });
  afterAll(() => world?.close());

  const check = (env: Record<string, string> = {}) =>
    run('worker.ts', [], { TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE, ...env });

  it('is well while this machine polls every queue', async () => {
    await expect.poll(() => check(), { timeout: 15_000 }).toEqual({ code: 0, said: '' });
  });

  it('is ill when one of its queues is polled by nobody', async () => {
    const answer = await check({ WORKER_QUEUES: 'interactive,nobody-polls-this' });
    expect(answer).toEqual({ code: 1, said: 'This worker does not poll nobody-polls-this.' });
  });

  it('is ill when Temporal does not answer', async () => {
    const answer = await check({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(answer).toMatchObject({ code: 1, said: expect.stringContaining('does not answer') });
  });
});
