import type { ManifestPolicy } from './api-types.generated.ts';

export type ManifestPermission = ManifestPolicy['allow'][number];

/** In the order in which they are shown; docs/kubernetes.md says the same at length. */
export const permissionWords: Record<ManifestPermission, { label: string; says: string }> = {
  privileged_pods: {
    label: 'Privileged pods',
    says: 'Privileged containers, escalation, more capabilities than NET_BIND_SERVICE, and namespaces that enforce nothing.',
  },
  host_access: {
    label: 'Access to the host',
    says: "The node's network, processes and files: hostNetwork, hostPID, hostIPC, hostPath, hostPort, externalIPs.",
  },
  cluster_admin: {
    label: 'Cluster administrators',
    says: 'Bindings to cluster-admin, and roles for everybody.',
  },
  wide_roles: {
    label: 'Wide roles',
    says: 'Rules with *, escalate, bind or impersonate, and aggregated roles.',
  },
  cluster_scoped: {
    label: 'Kinds outside namespaces',
    says: 'Such as ClusterRole and StorageClass. A Namespace itself needs no permission.',
  },
  webhooks: {
    label: 'Webhooks',
    says: 'Admission webhooks and API services: they see and change what others send to the cluster.',
  },
  custom_resource_definitions: {
    label: 'Definitions of kinds',
    says: 'They change the API for everybody who uses the cluster.',
  },
  custom_resources: {
    label: 'Custom resources',
    says: 'Objects of such kinds. What their operator does with them is in no plan.',
  },
};

export const permissions = Object.keys(permissionWords) as ManifestPermission[];

/** A DNS label, as the cluster takes them for namespaces. */
const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export const namespacesOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** The first that is no name, in words. */
export function badNamespace(text: string): string | undefined {
  const bad = namespacesOf(text).find((name) => !namespaceName.test(name));
  return bad === undefined
    ? undefined
    : `"${bad}" is no name of a namespace: small letters, digits and dashes, at most 63.`;
}

/** Whether a person who looks at both would call them the same. */
export const isSamePolicy = (one: ManifestPolicy, other: ManifestPolicy): boolean => textOf(one) === textOf(other);

const textOf = ({ namespaces, allow }: ManifestPolicy): string =>
  JSON.stringify([namespaces && [...namespaces].sort(), [...allow].sort()]);
