/** Weaviate: the vectors of the knowledge base. Built from source once, in the background; nothing waits for it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { weaviateVersion } from '../versions.ts';
import { weaviateBinary } from './weaviate-build.ts';

let binary: string | undefined;

const weaviateUrl = (context: StackContext) => `http://127.0.0.1:${portOf(context, 'weaviate')}`;

async function prepare(context: StackContext): Promise<undefined | { skip: string }> {
  mkdirSync(join(context.layout.dataDir, 'weaviate'), { recursive: true, mode: 0o700 });
  const got = await weaviateBinary(context);
  if ('skip' in got) return got;
  binary = got.file;
  return undefined;
}

/** Its names for ports and folders: https://docs.weaviate.io/deploy/configuration/env-vars */
function serverEnv(context: StackContext) {
  const port = (name: string) => String(portOf(context, name));
  return {
    PERSISTENCE_DATA_PATH: join(context.layout.dataDir, 'weaviate'),
    // Its gRPC and data ports listen on all addresses and cannot be told otherwise: nobody gets in without a key.
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
    AUTHENTICATION_APIKEY_ENABLED: 'true',
    AUTHENTICATION_APIKEY_ALLOWED_KEYS: context.secrets.weaviateKey,
    AUTHENTICATION_APIKEY_USERS: 'aurora',
    AUTHORIZATION_ADMINLIST_ENABLED: 'true',
    AUTHORIZATION_ADMINLIST_USERS: 'aurora',
    CLUSTER_BASIC_AUTH_USERNAME: 'aurora',
    CLUSTER_BASIC_AUTH_PASSWORD: context.secrets.weaviateKey,
    DISABLE_TELEMETRY: 'true',
    DEFAULT_VECTORIZER_MODULE: 'none',
    ENABLE_MODULES: '',
    LOG_LEVEL: 'warning',
    CLUSTER_HOSTNAME: 'aurora',
    CLUSTER_IN_LOCALHOST: 'true',
    CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
    CLUSTER_BIND_ADDR: '127.0.0.1',
    CLUSTER_GOSSIP_BIND_PORT: port('weaviate-gossip'),
    CLUSTER_DATA_BIND_PORT: port('weaviate-data'),
    RAFT_PORT: port('weaviate-raft'),
    RAFT_INTERNAL_RPC_PORT: port('weaviate-raft-rpc'),
    RAFT_JOIN: `aurora:${port('weaviate-raft')}`,
    RAFT_BOOTSTRAP_EXPECT: '1',
    GRPC_PORT: port('weaviate-grpc'),
    GO_PROFILING_DISABLE: 'true',
    PROMETHEUS_MONITORING_ENABLED: 'false',
  };
}

export const weaviate: Part = {
  name: 'weaviate',
  title: 'Weaviate',
  replacedBy: 'WEAVIATE_URL',
  needs: [],
  background: true,
  optional: true,
  ports: {
    weaviate: 8080,
    'weaviate-grpc': 50051,
    'weaviate-gossip': 7946,
    'weaviate-data': 7947,
    'weaviate-raft': 8300,
    'weaviate-raft-rpc': 8301,
  },
  prepare,
  command: (context) => ({
    file: binary ?? '',
    args: ['--host', '127.0.0.1', '--port', String(portOf(context, 'weaviate')), '--scheme', 'http'],
    env: serverEnv(context),
  }),
  ready: async (context) => (await httpStatus(`${weaviateUrl(context)}/v1/.well-known/ready`)) === 200,
  readyWithinMs: 90_000,
  version: async () => weaviateVersion.slice(1),
  env: (context) => ({
    WEAVIATE_URL: weaviateUrl(context),
    WEAVIATE_GRPC_PORT: String(portOf(context, 'weaviate-grpc')),
    WEAVIATE_API_KEY: context.secrets.weaviateKey,
  }),
  url: weaviateUrl,
  stop: { signal: 'SIGTERM', withinMs: 10_000 },
  help: 'Only searches in documents need it. Its log says why it ended; npm stop and npm start try again.',
};
