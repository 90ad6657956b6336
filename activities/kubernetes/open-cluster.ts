/** From a project to its cluster, inside the activity that asks. */
import { inOrg, type Scope } from '../../db/client.ts';
import { type ClusterConnection, clusterOfProject } from '../../db/kubernetes.ts';
import { AuroraError } from '../../platform/errors.ts';
import { clusterTransport } from '../clouds/kubernetes/transport.ts';
import type { WorkerDeps } from '../deps.ts';
import { readKubeconfig } from '../inventory/kubernetes/kubeconfig.ts';
import { secretOf } from '../inventory/open.ts';
import { makePace } from '../inventory/pace.ts';
import { recordedSecrets } from '../recorded-secrets.ts';
import { type ClusterClient, type ClusterMode, clusterClient } from './client.ts';

/**
 * A connection's secret in Vault holds `kubeconfig`, which reads, and `write_kubeconfig`, which also may apply. Neither
 * stands in for the other: a connection without the second one is read, and changes nothing.
 */
const fieldOf = (mode: ClusterMode) => (mode === 'read' ? 'kubeconfig' : 'write_kubeconfig');

export type Cluster = {
  client: ClusterClient;
  connection: ClusterConnection;
  /** Of the namespace kube-system, which lives as long as its cluster. */
  uid: string;
};

type Needs = Pick<WorkerDeps, 'db' | 'secrets'>;
type Place = Scope & { projectId: string };
type Options = { mode: ClusterMode; signal?: AbortSignal | undefined };

/**
 * Does `work` in the project's cluster.
 *
 * @throws AuroraError `credentials_rejected` without a connection or its kubeconfig, or when it leads to another cluster
 */
export async function inCluster<Result>(
  deps: Needs,
  place: Place,
  options: Options,
  work: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  const cluster = await openCluster(deps, place, options);
  try {
    return await work(cluster);
  } finally {
    await closeCluster(cluster);
  }
}

/** The way there without the work: changes nothing, so it may be repeated. Whoever opens it closes it. */
export async function openCluster(
  deps: Needs,
  { projectId, ...scope }: Place,
  { mode, signal }: Options,
): Promise<Cluster> {
  const connection = await inOrg(deps.db, scope, (tx) => clusterOfProject(tx, projectId));
  if (!connection) throw notConnected();
  const secrets = recordedSecrets(deps, {
    orgId: scope.orgId,
    onBehalfOf: scope.userId,
    owners: [{ kind: 'connection', id: connection.id, secretRef: connection.secretRef }],
    purpose: mode === 'read' ? 'read' : 'write',
  });
  const secret = await secretOf(secrets, connection.secretRef, signal ?? new AbortController().signal);
  const kubeconfig = secret[fieldOf(mode)];
  if (!kubeconfig && mode !== 'read') throw readsOnly();
  const pace = makePace(deps.db, scope.orgId, `connection:${connection.id}`);
  const transport = clusterTransport(readKubeconfig(kubeconfig, connection.sandboxEndpoint ?? undefined));
  const client = clusterClient({ transport, pace, mode, ...(signal ? { signal } : {}) });
  try {
    return { client, connection, uid: await clusterUid(client, connection) };
  } catch (error) {
    await closeCluster({ client });
    throw error;
  }
}

export const closeCluster = ({ client }: Pick<Cluster, 'client'>): Promise<void> =>
  client.close().catch(() => undefined);

async function clusterUid(client: ClusterClient, { accountId }: ClusterConnection): Promise<string> {
  const [namespaces] = (await client.kinds.ofVersion('v1')).filter(({ plural }) => plural === 'namespaces');
  const system = namespaces && (await client.find({ kind: namespaces, name: 'kube-system' }));
  const uid = system?.metadata?.uid;
  if (uid === accountId) return uid;
  throw rejected(
    'The kubeconfig leads to another cluster than the one this connection was made for, so nothing was done there. Enter the right one, or make a new connection.',
  );
}

const rejected = (userMessage: string) =>
  new AuroraError({ code: 'credentials_rejected', retryable: false, userMessage });

const notConnected = () =>
  rejected('This project is not connected to a Kubernetes cluster. Connect one to the project, then ask again.');

const readsOnly = () =>
  rejected(
    'This connection holds no kubeconfig that may change the cluster, so nothing can be planned or applied with it. Add one to the connection.',
  );
