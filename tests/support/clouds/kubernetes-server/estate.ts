/** A cluster with one of each relation, and as many pods as a test likes. */
import type { KubernetesStubState, StubKind, StubObject } from './server.ts';

/** In places of the answers that nothing may come out of. */
export const canary = 'canary-8c2e71';
export const cluster = '00000000-0000-4000-8000-00000000c1c1';

const object = (
  uid: string,
  name: string,
  more: Record<string, unknown> = {},
  meta: Record<string, unknown> = {},
): StubObject => ({
  metadata: {
    uid,
    name,
    creationTimestamp: '2026-05-06T07:08:09Z',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': canary },
    ...meta,
  },
  ...more,
});
const shop = { namespace: 'shop' };

const kind = (group: string, plural: string, name: string, items: StubObject[], verbs = ['get', 'list']): StubKind => ({
  group,
  version: 'v1',
  plural,
  kind: name,
  verbs,
  items,
});

const web = object(
  'u-pod',
  'web-1',
  {
    spec: {
      nodeName: 'node-a',
      serviceAccountName: 'app',
      containers: [
        {
          image: 'shop/web:1.2',
          env: [
            { name: 'PASSWORD', value: canary },
            { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'api' } } },
          ],
        },
      ],
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'conf', configMap: { name: 'conf' } },
        { name: 'lost', configMap: { name: 'never-made', optional: true } },
      ],
    },
    status: { phase: 'Running' },
  },
  {
    ...shop,
    labels: { app: 'web' },
    ownerReferences: [{ uid: 'u-rs', kind: 'ReplicaSet', name: 'web', controller: true }],
  },
);

const pods = (count: number): StubObject[] =>
  Array.from({ length: count }, (_, n) => object(`u-pod-${n}`, `bulk-${n}`, { spec: {} }, shop));

export const kubernetesState = (bulk: number): KubernetesStubState => ({
  token: `token-${canary}`,
  forbidden: [],
  away: [],
  pageSize: 40,
  kinds: [
    kind('', 'pods', 'Pod', [web, ...pods(bulk)]),
    kind('', 'nodes', 'Node', [object('u-node', 'node-a', { status: { nodeInfo: { kubeletVersion: 'v1.34.0' } } })]),
    kind('', 'namespaces', 'Namespace', [object(cluster, 'kube-system'), object('u-ns', 'shop')]),
    kind('', 'services', 'Service', [
      object('u-svc', 'web', { spec: { type: 'ClusterIP', selector: { app: 'web' } } }, shop),
      object('u-svc-other', 'elsewhere', { spec: { selector: { app: 'web' } } }, { namespace: 'kube-system' }),
      object('u-svc-free', 'by-hand', { spec: { type: 'ClusterIP' } }, shop),
    ]),
    kind('', 'configmaps', 'ConfigMap', [object('u-cm', 'conf', { data: { 'app.ini': canary } }, shop)]),
    kind('', 'secrets', 'Secret', [object('u-secret', 'keys', { type: 'Opaque', data: { api: canary } }, shop)]),
    kind('', 'serviceaccounts', 'ServiceAccount', [object('u-sa', 'app', {}, shop)]),
    kind('', 'persistentvolumeclaims', 'PersistentVolumeClaim', [
      object('u-pvc', 'data', { spec: { volumeName: 'pv-1' } }, shop),
    ]),
    kind('', 'persistentvolumes', 'PersistentVolume', [
      object('u-pv', 'pv-1', { spec: { capacity: { storage: '10Gi' } } }),
    ]),
    kind('', 'events', 'Event', [object('u-event', 'noise', {}, shop)]),
    kind('', 'bindings', 'Binding', [], ['create']),
    kind('apps', 'deployments', 'Deployment', [object('u-deploy', 'web', { spec: { replicas: 1 } }, shop)]),
    kind('apps', 'replicasets', 'ReplicaSet', [
      object(
        'u-rs',
        'web',
        { spec: { replicas: 1 } },
        { ...shop, ownerReferences: [{ uid: 'u-deploy', kind: 'Deployment', name: 'web' }] },
      ),
    ]),
    kind('networking.k8s.io', 'ingresses', 'Ingress', [
      object(
        'u-ing',
        'shop',
        { spec: { rules: [{ host: 'shop.example', http: { paths: [{ backend: { service: { name: 'web' } } }] } }] } },
        shop,
      ),
    ]),
    kind('rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole', [object('u-role', 'view')]),
    kind('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding', [
      object(
        'u-bind',
        'app-view',
        {
          roleRef: { kind: 'ClusterRole', name: 'view' },
          subjects: [{ kind: 'ServiceAccount', name: 'app', namespace: 'shop' }],
        },
        shop,
      ),
    ]),
    kind('example.com', 'widgets', 'Widget', [object('u-widget', 'w', { spec: { password: canary } }, shop)]),
    kind('coordination.k8s.io', 'leases', 'Lease', [object('u-lease', 'l', {}, shop)]),
    kind('metrics.k8s.io', 'pods', 'PodMetrics', [object('u-metric', 'm', {}, shop)]),
  ],
});

export const kubeconfig = (
  token: string,
  user: Record<string, unknown> = {},
  clusterMore: Record<string, unknown> = {},
) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443', ...clusterMore } }],
    users: [{ name: 'u', user: { token, ...user } }],
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
  });
