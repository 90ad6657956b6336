/** What every manifest has to say of itself, and what it may not. */
import type { ManifestPermission, ManifestPolicy } from '../../../db/model/kubernetes.ts';
import { isObject } from '../../terraform/values.ts';
import { apiVersionOf, type ClusterKind } from '../kinds.ts';
import type { Draft } from '../manifests.ts';
import { permissionFor, systemNamespaces } from './known-kinds.ts';
import { type Finding, projectAnnotation } from './manifest.ts';

/** Of Kubernetes' names only what may stand in a path and in an address. */
const nameForm = /^[a-z0-9A-Z]([-a-z0-9A-Z._:]{0,251}[a-z0-9A-Z])?$/;

/** What the API server writes into metadata; in a manifest they are leftovers of an export, or conditions of ours. */
const serverFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
];

export type Named = { apiVersion: string; kind: string; name: string };

export function namedBy({ body }: Draft, find: Finding): Named | null {
  const { apiVersion, kind, metadata } = body;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isObject(metadata)) {
    find('shape', 'A manifest needs apiVersion, kind and metadata with a name.');
    return null;
  }
  if (kind === 'List' || kind.endsWith('List')) {
    find('shape', 'A list is not applied as one. Write each object as a document of its own.');
    return null;
  }
  const { name } = metadata;
  if (typeof name !== 'string' || !nameForm.test(name)) {
    find(
      'shape',
      'metadata.name is missing or no name that Kubernetes takes. A generated name (generateName) cannot be planned.',
    );
    return null;
  }
  return { apiVersion, kind, name };
}

export function metadataRules({ body }: Draft, find: Finding): void {
  const metadata = (body.metadata ?? {}) as Record<string, unknown>;
  const own = serverFields.filter((field) => metadata[field] !== undefined);
  if (own.length > 0) find('shape', `metadata.${own.join(', metadata.')} is the server's to write. Leave it out.`);
  if (body.status !== undefined)
    find('shape', 'status is what the cluster says, not what people ask for. Leave it out.');
  if (metadata.ownerReferences !== undefined)
    find('shape', 'metadata.ownerReferences lets the cluster delete this with its owner. Leave it out.');
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  if (projectAnnotation in annotations)
    find('shape', `The annotation ${projectAnnotation} is Aurora's own. Leave it out.`);
}

export function kindRules(kind: ClusterKind, { allow }: ManifestPolicy, find: Finding): void {
  const what = `${apiVersionOf(kind)} ${kind.kind}`;
  if (!kind.verbs.includes('patch') || !kind.verbs.includes('get')) {
    find('kind', `${what} is no object that can be applied.`);
    return;
  }
  const permission = permissionFor(kind);
  if (permission === 'never')
    find('kind', `${what} is written by controllers, not by people. Apply what makes it instead.`);
  else if (permission !== 'ordinary' && !allow.includes(permission))
    find('kind', `${reasons[permission] ?? what} ${howTo(permission)}`);
}

const reasons: Partial<Record<ManifestPermission, string>> = {
  webhooks: 'A webhook or API service lets a program decide about, and change, everything that goes into the cluster.',
  custom_resource_definitions: 'A custom resource definition changes the API for everybody in the cluster.',
  custom_resources: 'What a custom resource does is decided by its operator, which a dry run does not show.',
  cluster_scoped: 'This kind belongs to no namespace, so it concerns everybody in the cluster.',
};

export const howTo = (permission: ManifestPermission): string =>
  `It is refused unless an admin allows "${permission}" for this connection.`;

export function namespaceRules(
  kind: ClusterKind,
  { body }: Draft,
  { namespaces }: ManifestPolicy,
  find: Finding,
): string | undefined {
  const { name, namespace } = body.metadata ?? {};
  if (!kind.namespaced && namespace !== undefined) {
    find('namespace', `${kind.kind} belongs to no namespace. Leave metadata.namespace out.`);
    return undefined;
  }
  const concerned = kind.namespaced ? namespace : kind.group === '' && kind.kind === 'Namespace' ? name : undefined;
  if (kind.namespaced && typeof concerned !== 'string') {
    find('namespace', 'metadata.namespace is missing. Say in which namespace it belongs, "default" too.');
    return undefined;
  }
  if (typeof concerned === 'string' && !mayChange(concerned, namespaces)) {
    const where = namespaces ? `Allowed are: ${namespaces.join(', ') || 'none'}.` : "It is one of the cluster's own.";
    find('namespace', `The namespace ${concerned} may not be changed through this connection. ${where}`);
  }
  return kind.namespaced ? namespace : undefined;
}

const mayChange = (namespace: string, allowed: string[] | null): boolean =>
  allowed ? allowed.includes(namespace) : !systemNamespaces.has(namespace);
