/** Connects a Kubernetes cluster to a project: like any account, but for its uid, which is known before it was asked. */
import type { Actor } from '../../../db/auth.ts';
import type { Connection } from '../../../db/projects.ts';
import { connectAccount } from './connect.ts';

type Given = {
  id?: string;
  name: string;
  clusterUid: string;
  projectId: string;
  kubeconfig: string;
  writeKubeconfig?: string;
};

export const connectCluster = (
  parts: Parameters<typeof connectAccount>[0],
  actor: Actor,
  { clusterUid, kubeconfig, writeKubeconfig, ...given }: Given,
): Promise<Connection> =>
  connectAccount(parts, actor, {
    ...given,
    credential: 'kubeconfig',
    settings: {},
    secret: { kubeconfig, ...(writeKubeconfig ? { write_kubeconfig: writeKubeconfig } : {}) },
    accountId: clusterUid,
  });
