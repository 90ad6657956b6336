import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import getPort from 'get-port';
import { afterAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../stack/layout.ts';
import { patiently } from './setup/wait.ts';

const cache = layoutOf().cacheDir;
const [found] = globSync('python/*/bin/moto_server', { cwd: cache });
const python = found && join(cache, found, '..', 'python');
if (!python || !existsSync(python)) console.warn('moto is not in the cache of npm start: the sandbox was not started');

describe.skipIf(!python)("the sandbox's container", () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-sandbox-'));
  const recording = join(folder, 'recording.jsonl');

  const start = (port: number) =>
    execa(
      python ?? '',
      [join(import.meta.dirname, 'sandbox', 'serve.py'), '--port', `${port}`, '--recording', recording],
      {
        env: { MOTO_SERVER: join(import.meta.dirname, '..', 'stack', 'parts', 'moto-server.py') },
        reject: false,
      },
    );

  /** By another address than the one it listens on by itself: only with every interface does it answer there. */
  const clientOf = (port: number) =>
    new S3Client({
      endpoint: `http://127.0.0.2:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('answers its neighbours, and has the same resources after kill -9', async () => {
    const port = await getPort();
    let server = start(port);
    const client = clientOf(port);
    try {
      await patiently(() => client.send(new CreateBucketCommand({ Bucket: 'kept' })), { limitMs: 25_000 });
      server.kill('SIGKILL');
      await server;
      server = start(port);
      const { Buckets } = await patiently(() => client.send(new ListBucketsCommand({})), { limitMs: 25_000 });
      expect(Buckets?.map(({ Name }) => Name)).toEqual(['kept']);
    } finally {
      client.destroy();
      server.kill('SIGKILL');
      await server;
    }
  }, 60_000);
});
