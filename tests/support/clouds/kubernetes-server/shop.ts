/** A cluster that a small shop runs in, for reading tools and runs; and its connection to a test's project. */
import { randomUUID } from 'node:crypto';
import { inOrg } from '../../../../db/client.ts';
import { connections, projectConnections } from '../../../../db/schema/index.ts';
import type { World } from '../../world.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { type KubernetesStubState, type StubKind, type StubObject, startKubernetesStub } from './server.ts';

/** In places of the cluster that nothing may come out of. */
export const canary = 'canary-5f0d93';

const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

const kind = (group: string, plural: string, name: string, items: StubObject[] = [], more: Partial<StubKind> = {}) => ({
  group,
  version: group === 'autoscaling' ? 'v2' : 'v1',
  plural,
  kind: name,
  verbs,
  items,
  ...more,
});

const object = (
  name: string,
  namespace: string | undefined,
  more: Record<string, unknown> = {},
  meta: Record<string, unknown> = {},
): StubObject => ({
  metadata: {
    uid: randomUUID(),
    name,
    ...(namespace ? { namespace } : {}),
    generation: 1,
    creationTimestamp: '2026-05-06T07:08:09Z',
    ...meta,
  },
  ...more,
});

const cluster = { namespaced: false };

export function shopState(): KubernetesStubState {
  const api = object(
    'api',
    'shop',
    {
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'api' } },
        template: {
          metadata: { labels: { app: 'api' } },
          spec: { containers: [{ name: 'api', image: 'shop/api:1.0' }] },
        },
      },
    },
    { annotations: { 'deployment.kubernetes.io/revision': '7' } },
  );
  const replicas = object(
    'api-6d5f',
    'shop',
    { spec: { replicas: 2 } },
    { ownerReferences: [{ kind: 'Deployment', name: 'api', uid: api.metadata.uid, controller: true }] },
  );
  const pod = object(
    'api-6d5f-x1',
    'shop',
    {
      spec: {
        nodeName: 'node-a',
        containers: [
          {
            name: 'api',
            image: 'shop/api:1.0',
            env: [
              { name: 'DB_PASSWORD', value: canary },
              { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'api' } } },
              { name: 'LOG_LEVEL', value: 'info' },
            ],
          },
        ],
      },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
        containerStatuses: [
          {
            name: 'api',
            ready: false,
            restartCount: 4,
            state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
            lastState: { terminated: { reason: 'Error', exitCode: 1 } },
          },
        ],
      },
    },
    {
      labels: { app: 'api' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'api-6d5f', uid: replicas.metadata.uid, controller: true }],
    },
  );
  const event = object('api.1', 'shop', {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container, password=${canary}`,
    count: 12,
    lastTimestamp: '2026-05-06T08:00:00Z',
    involvedObject: { kind: 'Pod', name: 'api-6d5f-x1', namespace: 'shop', uid: pod.metadata.uid },
  });
  const keys = object('keys', 'shop', { type: 'Opaque', data: { api: Buffer.from(canary).toString('base64') } });
  return {
    token: `reader-${randomUUID()}`,
    writeToken: `writer-${randomUUID()}`,
    forbidden: [],
    away: [],
    pageSize: 500,
    logs: { 'shop/api-6d5f-x1': `starting\nAuthorization: Bearer ${canary}\nlistening on 8080` },
    kinds: [
      kind(
        '',
        'namespaces',
        'Namespace',
        ['kube-system', 'default', 'shop'].map((name) => object(name, undefined)),
        {
          ...cluster,
          shortNames: ['ns'],
        },
      ),
      kind('', 'pods', 'Pod', [pod], { shortNames: ['po'] }),
      kind('', 'services', 'Service', [], { shortNames: ['svc'] }),
      kind('', 'configmaps', 'ConfigMap', [object('conf', 'shop', { data: { 'app.ini': `token = ${canary}` } })]),
      kind('', 'secrets', 'Secret', [keys]),
      kind('', 'serviceaccounts', 'ServiceAccount'),
      kind('', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
      kind('', 'events', 'Event', [event]),
      kind('', 'endpoints', 'Endpoints'),
      kind('apps', 'deployments', 'Deployment', [api], { shortNames: ['deploy'] }),
      kind('apps', 'replicasets', 'ReplicaSet', [replicas]),
      kind('apps', 'statefulsets', 'StatefulSet'),
      kind('apps', 'daemonsets', 'DaemonSet'),
      kind('batch', 'jobs', 'Job'),
      kind('batch', 'cronjobs', 'CronJob'),
      kind('autoscaling', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
      kind('networking.k8s.io', 'ingresses', 'Ingress'),
      kind('networking.k8s.io', 'networkpolicies', 'NetworkPolicy'),
      kind('rbac.authorization.k8s.io', 'roles', 'Role'),
      kind('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding'),
      kind('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole', [], cluster),
      kind('rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding', [], cluster),
      kind('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition', [], cluster),
      kind(
        'admissionregistration.k8s.io',
        'mutatingwebhookconfigurations',
        'MutatingWebhookConfiguration',
        [],
        cluster,
      ),
      kind('example.com', 'widgets', 'Widget'),
    ],
  };
}

export type Shop = Awaited<ReturnType<typeof startShop>>;

/** Over TLS, with an authority of its own, as every real cluster. */
export async function startShop(state = shopState(), certificate: Certificate = makeCertificate(1)) {
  const stub = await startKubernetesStub(state, { seed: 1 }, certificate);
  const kubeconfig = (token: string) => kubeconfigFor(stub.url, certificate.cert, token);
  return { ...stub, uid: stub.object('namespaces', 'kube-system')?.metadata.uid ?? '', kubeconfig };
}

export const kubeconfigFor = (server: string, authority: string, token: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [
      { name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') } },
    ],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
  });

/** Connects the test's project to the cluster, with keys that read and keys that write. @returns the connection's id */
export async function connectShop({ deps, orgId, projectId }: World, shop: Shop): Promise<string> {
  const connectionId = randomUUID();
  const { token, writeToken = '' } = shop.state;
  const secretRef = await deps.secrets.write(`connections/kubernetes-${connectionId}`, {
    kubeconfig: shop.kubeconfig(token),
    write_kubeconfig: shop.kubeconfig(writeToken),
  });
  await inOrg(deps.db, { orgId }, async (tx) => {
    const row = {
      id: connectionId,
      orgId,
      provider: 'kubernetes' as const,
      credential: 'kubeconfig' as const,
      name: `Cluster ${connectionId}`,
    };
    await tx.insert(connections).values({ ...row, accountId: shop.uid, region: 'global', secretRef });
    await tx.insert(projectConnections).values({ orgId, projectId, provider: 'kubernetes', connectionId });
  });
  return connectionId;
}

export const webManifest = (replicas = 2, image = 'shop/web:1.2') => `# The web shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: ${image}
          env:
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: keys, key: api}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`;
