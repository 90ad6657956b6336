import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { layoutOf } from '../layout.ts';
import { fetchTerraform } from './terraform-release.ts';

const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
let server: Server;
let base = '';
let archive: Buffer;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-release-'));
  writeFileSync(join(folder, 'terraform'), '#!/bin/sh\necho fetched\n');
  await execa('python3', ['-m', 'zipfile', '-c', 'release.zip', 'terraform'], { cwd: folder });
  archive = readFileSync(join(folder, 'release.zip'));
  server = createServer((request, response) => {
    if (request.url?.endsWith(`/1.2.3/terraform_1.2.3_${platform}.zip`)) return response.end(archive);
    return response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});

afterAll(() => new Promise((done) => server.close(done)));

function context() {
  const dataDir = mkdtempSync(join(tmpdir(), 'aurora-release-'));
  const layout = { ...layoutOf(dataDir), cacheDir: join(dataDir, 'cache') };
  return { layout, note: () => {}, signal: new AbortController().signal };
}

const sumOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

it('unpacks a release whose checksum is the pinned one, and keeps it', async () => {
  const at = context();
  const release = { base, version: '1.2.3', sums: { [platform]: sumOf(archive) } };
  const file = await fetchTerraform(at, release);
  expect((await execa(file)).stdout).toBe('fetched');
  expect(await fetchTerraform(at, { ...release, base: 'http://127.0.0.1:1' })).toBe(file);
});

it('keeps nothing of a release with another checksum', async () => {
  const at = context();
  const release = { base, version: '1.2.3', sums: { [platform]: sumOf(Buffer.from('other')) } };
  await expect(fetchTerraform(at, release)).rejects.toMatchObject({
    code: 'terraform_missing',
    userMessage: expect.stringContaining('not the pinned release'),
  });
  expect(existsSync(join(at.layout.cacheDir, 'terraform'))).toBe(false);
});

it('says in words that the release cannot be reached', async () => {
  const release = { base, version: '9.9.9', sums: { [platform]: 'x' } };
  await expect(fetchTerraform(context(), release)).rejects.toThrow(/could not be fetched from 127\.0\.0\.1.*404/);
});
