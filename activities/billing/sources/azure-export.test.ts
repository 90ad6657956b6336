/** Azure's cost exports on Azurite, the real server of the storage protocol. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureExportSource } from './azure-export.ts';

// Azurite's own account, the same everywhere: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const main = new URL('../../../node_modules/azurite/dist/src/blob/main.js', import.meta.url).pathname;

describe('Azure cost exports', () => {
  let folder: string;
  let endpoint: string;
  let server: ReturnType<typeof spawn>;
  let blobs: ReturnType<BlobServiceClient['getContainerClient']>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azurite-'));
    const port = await getPort();
    endpoint = `http://127.0.0.1:${port}`;
    const args = [
      main,
      '--silent',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--location',
      folder,
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      String(port),
    ];
    server = spawn(process.execPath, args, { stdio: 'ignore' });
    const client = new BlobServiceClient(`${endpoint}/${account}`, new StorageSharedKeyCredential(account, key));
    blobs = client.getContainerClient('exports');
    for (let tries = 0; ; tries += 1) {
      const made = await blobs.createIfNotExists().catch((error: unknown) => error as Error);
      if (!(made instanceof Error)) break;
      if (tries > 100) throw made;
      await sleep(200);
    }
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const put = (name: string, text: string) => blobs.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  const pace = { take: async () => undefined, throttled: async () => undefined };
  const source = (secret: Record<string, string> = { storage_account_key: key }) =>
    azureExportSource({
      secret,
      settings: { storageAccount: account, container: 'exports' },
      region: '',
      account: '',
      endpoint,
      pace,
      currency: 'EUR',
    });

  async function deliver(run: string, submittedTime: string, names: string[]): Promise<void> {
    const base = `daily/focus/20250301-20250331/${run}`;
    const runInfo = { startDate: '2025-03-01T00:00:00Z', endDate: '2025-03-31T00:00:00Z', submittedTime };
    const manifest = {
      runInfo,
      blobs: names.map((name) => ({ blobName: `${base}/${name}`, byteCount: 3, dataRowCount: 2 })),
    };
    await put(`${base}/manifest.json`, JSON.stringify(manifest));
  }

  it('gives the newest whole delivery of a month, and changes its digest with every byte', async () => {
    await put('daily/focus/20250301-20250331/run1/part_0.csv', 'a\n1');
    await put('daily/focus/20250301-20250331/run1/part_1.csv', 'a\n2');
    await deliver('run1', '2025-04-01T00:00:00Z', ['part_0.csv', 'part_1.csv']);
    const [first, ...more] = await source().discover(['2025-03']);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ key: '2025-03', expectedPeriod: '2025-03-01', expectedRows: 4 });
    expect(first?.files.map(({ name }) => name)).toEqual(['part_0.csv', 'part_1.csv']);
    expect(await source().discover(['2025-02'])).toEqual([]);

    await deliver('run2', '2025-04-02T00:00:00Z', ['part_0.csv']);
    expect(await source().discover(['2025-03'])).toEqual([]);
    await put('daily/focus/20250301-20250331/run2/part_0.csv', 'a\n3');
    const [second] = await source().discover(['2025-03']);
    expect(second?.files).toHaveLength(1);
    expect(second?.digest).not.toBe(first?.digest);
  });

  it('fetches what was discovered, and refuses what was replaced since', async () => {
    const [found] = await source().discover(['2025-03']);
    const file = found?.files[0];
    if (!file) throw new Error('nothing was discovered');
    const path = join(folder, 'fetched.csv');
    expect(await source().fetch(file, path)).toMatchObject({ bytes: 3 });
    expect(String(await readFile(path))).toBe('a\n3');
    await put(file.location, 'a\n4');
    await expect(source().fetch(file, path)).rejects.toMatchObject({ code: 'gone' });
  });

  it('says in words that the key is not good, or that there is no such container', async () => {
    const wrong = source({ storage_account_key: Buffer.from('wrong').toString('base64') });
    await expect(wrong.discover(['2025-03'])).rejects.toMatchObject({ code: 'cloud_denied' });
  });
});
