/** What a connection to a cluster lets proposals do beyond the ordinary. See docs/kubernetes.md. */
import { z } from 'zod';

/** Each opens one thing that the gate refuses without it. */
export const manifestPermissions = [
  'privileged_pods',
  'host_access',
  'cluster_admin',
  'wide_roles',
  'cluster_scoped',
  'webhooks',
  'custom_resource_definitions',
  'custom_resources',
] as const;

export type ManifestPermission = (typeof manifestPermissions)[number];

/** A DNS label (RFC 1123), as the API server takes them for namespaces. */
export const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export const ManifestPolicy = z.object({
  namespaces: z
    .array(z.string().regex(namespaceName))
    .max(200)
    .nullable()
    .describe("the namespaces that may be changed; null: all but the cluster's own (kube-system and its like)"),
  allow: z.array(z.enum(manifestPermissions)).describe('what is refused unless it stands here'),
});

export type ManifestPolicy = z.infer<typeof ManifestPolicy>;

export const strictPolicy: ManifestPolicy = { namespaces: null, allow: [] };
