import { z } from 'zod';
import { ManifestPolicy } from '../../db/model/kubernetes.ts';
import { Id, Name, Time } from './common.ts';

export const ManifestPolicyView = ManifestPolicy.meta({ id: 'ManifestPolicy' });

export const AppliedObjectView = z
  .object({
    address: z.string().describe('such as Deployment/shop/web'),
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    cluster: z.string().describe('the uid of the namespace kube-system'),
    runId: Id.describe('the run that applied it last'),
    appliedAt: Time,
  })
  .meta({ id: 'AppliedObject' });

/** A kubeconfig is a few kilobytes. */
const Kubeconfig = z.string().min(1).max(262_144);

export const ConnectCluster = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  projectId: Id,
  clusterUid: z.uuid().toLowerCase().describe('of the namespace kube-system: this very cluster, and no other'),
  kubeconfig: Kubeconfig.describe(
    'of an account that reads; its token or certificate within. Kept in the secret store',
  ),
  writeKubeconfig: Kubeconfig.optional().describe('of one that may also apply; without it the cluster is only read'),
});
