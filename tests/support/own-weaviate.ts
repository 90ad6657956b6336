/** A Weaviate of one test file's own, that may be killed: the stack's belongs to all files that run beside it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { checkReady } from '../../platform/vectors/connection.ts';
import { layoutOf } from '../../stack/layout.ts';
import { weaviateVersion } from '../../stack/versions.ts';

export type OwnWeaviate = {
  /** What a worker needs to reach it. */
  env: Record<'WEAVIATE_URL' | 'WEAVIATE_API_KEY' | 'WEAVIATE_GRPC_PORT', string>;
  /** kill -9, and a new process over the same data. Resolves when it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** The binary is there once `weaviateReady()` has answered. */
export async function startOwnWeaviate(): Promise<OwnWeaviate> {
  const binary = join(
    layoutOf().cacheDir,
    'weaviate',
    `weaviate-${weaviateVersion}-${process.platform}-${process.arch}`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'aurora-weaviate-'));
  const [http, grpc, gossip, data, raft, rpc] = await portsInARow(6);
  const key = randomUUID();
  const env = { WEAVIATE_URL: `http://127.0.0.1:${http}`, WEAVIATE_API_KEY: key, WEAVIATE_GRPC_PORT: String(grpc) };
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(binary, ['--host', '127.0.0.1', '--port', String(http), '--scheme', 'http'], {
      stdio: 'ignore',
      env: {
        PERSISTENCE_DATA_PATH: folder,
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: key,
        AUTHENTICATION_APIKEY_USERS: 'aurora',
        AUTHORIZATION_ADMINLIST_ENABLED: 'true',
        AUTHORIZATION_ADMINLIST_USERS: 'aurora',
        DISABLE_TELEMETRY: 'true',
        DEFAULT_VECTORIZER_MODULE: 'none',
        LOG_LEVEL: 'error',
        CLUSTER_HOSTNAME: 'aurora',
        CLUSTER_IN_LOCALHOST: 'true',
        CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
        CLUSTER_BIND_ADDR: '127.0.0.1',
        CLUSTER_GOSSIP_BIND_PORT: String(gossip),
        CLUSTER_DATA_BIND_PORT: String(data),
        RAFT_PORT: String(raft),
        RAFT_INTERNAL_RPC_PORT: String(rpc),
        RAFT_JOIN: `aurora:${raft}`,
        RAFT_BOOTSTRAP_EXPECT: '1',
        GRPC_PORT: String(grpc),
        GO_PROFILING_DISABLE: 'true',
      },
    });
    for (let tries = 0; tries < 720; tries += 1) {
      if (await isReady(env.WEAVIATE_URL)) return;
      await sleep(250);
    }
    throw new Error('A Weaviate of a test was not ready within three minutes.');
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    env,
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isReady = (url: string) =>
  checkReady(url).then(
    () => true,
    () => false,
  );

/** A node finds the port for its peers' calls one above the other one, also where it is alone. */
async function portsInARow(count: number): Promise<number[]> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const wanted = Array.from({ length: count }, (_, at) => first + at);
    const got = await Promise.all(wanted.map((port) => getPort({ port })));
    if (got.every((port, at) => port === wanted[at])) return wanted;
  }
  throw new Error('There are no free ports in a row.');
}
