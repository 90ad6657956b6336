/**
 * Whom an object refers to. Objects name each other by kind and name, while an edge needs uids: so references are
 * resolved when a page is read, and kept as attributes that `edges` reads.
 */
import type { EdgeKind } from '../../../db/model/estate.ts';
import { readPath, textAt } from '../json-fields.ts';
import type { KubernetesObject } from './objects.ts';

/** `plural` as in `scopeKind`; without a namespace for what belongs to none. */
export type Reference = { attribute: string; plural: string; namespace?: string; name: string };

/** What an edge says of each attribute; see `references`. */
export const referenceEdges: { kind: EdgeKind; attribute: string; incoming?: boolean }[] = [
  { kind: 'contains', attribute: 'namespaceUid', incoming: true },
  { kind: 'manages', attribute: 'ownerUids', incoming: true },
  { kind: 'runs_on', attribute: 'nodeUid' },
  { kind: 'data', attribute: 'claimUids' },
  { kind: 'data', attribute: 'configMapUids' },
  { kind: 'data', attribute: 'secretUids' },
  { kind: 'iam', attribute: 'serviceAccountUid' },
  { kind: 'runs_on', attribute: 'volumeUid' },
  { kind: 'routes_to', attribute: 'serviceUids' },
  { kind: 'iam', attribute: 'roleUid' },
  { kind: 'iam', attribute: 'subjectUids', incoming: true },
];

/** Attributes that hold one uid, all others a list. */
export const single = new Set(['namespaceUid', 'nodeUid', 'serviceAccountUid', 'volumeUid', 'roleUid']);

export function referencesOf(nativeType: string, object: KubernetesObject): Reference[] {
  const namespace = object.metadata?.namespace;
  const own = (attribute: string, plural: string, path: string, within?: string): Reference[] =>
    texts(readPath(object, path)).map((name) => ({
      attribute,
      plural,
      name,
      ...(within ? { namespace: within } : {}),
    }));
  return [
    ...own('namespaceUid', 'namespaces', 'metadata.namespace'),
    ...(specific[nativeType]?.(object, own, namespace) ?? []),
  ];
}

type Own = (attribute: string, plural: string, path: string, within?: string) => Reference[];

const binding = (object: KubernetesObject, own: Own, namespace?: string): Reference[] => [
  ...(textAt(object, 'roleRef.kind') === 'ClusterRole'
    ? own('roleUid', 'clusterroles.rbac.authorization.k8s.io', 'roleRef.name')
    : own('roleUid', 'roles.rbac.authorization.k8s.io', 'roleRef.name', namespace)),
  ...subjectsOf(object),
];

const specific: Record<string, (object: KubernetesObject, own: Own, namespace?: string) => Reference[]> = {
  Pod: (_object, own, namespace) => [
    ...own('nodeUid', 'nodes', 'spec.nodeName'),
    ...own('claimUids', 'persistentvolumeclaims', 'spec.volumes[].persistentVolumeClaim.claimName', namespace),
    ...own('configMapUids', 'configmaps', 'spec.volumes[].configMap.name', namespace),
    ...own('configMapUids', 'configmaps', 'spec.containers[].envFrom[].configMapRef.name', namespace),
    ...own('configMapUids', 'configmaps', 'spec.containers[].env[].valueFrom.configMapKeyRef.name', namespace),
    ...own('secretUids', 'secrets', 'spec.volumes[].secret.secretName', namespace),
    ...own('secretUids', 'secrets', 'spec.containers[].envFrom[].secretRef.name', namespace),
    ...own('secretUids', 'secrets', 'spec.containers[].env[].valueFrom.secretKeyRef.name', namespace),
    ...own('serviceAccountUid', 'serviceaccounts', 'spec.serviceAccountName', namespace),
  ],
  PersistentVolumeClaim: (_object, own) => own('volumeUid', 'persistentvolumes', 'spec.volumeName'),
  'networking.k8s.io/Ingress': (_object, own, namespace) => [
    ...own('serviceUids', 'services', 'spec.rules[].http.paths[].backend.service.name', namespace),
    ...own('serviceUids', 'services', 'spec.defaultBackend.service.name', namespace),
    ...own('secretUids', 'secrets', 'spec.tls[].secretName', namespace),
  ],
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
};

/** Only service accounts are objects; users and groups are names that the cluster's login gives. */
function subjectsOf(object: KubernetesObject): Reference[] {
  const subjects = Array.isArray(object.subjects) ? (object.subjects as Record<string, unknown>[]) : [];
  return subjects
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map(({ name, namespace }) => ({
      attribute: 'subjectUids',
      plural: 'serviceaccounts',
      name: String(name),
      namespace: String(namespace),
    }));
}

const texts = (value: unknown): string[] => {
  const found = Array.isArray(value) ? value : [value];
  return [...new Set(found.filter((each) => typeof each === 'string'))];
};
