/** What the account of a kubeconfig may do, as the cluster itself says (SelfSubjectAccessReview), for the whole cluster. */
import { z } from 'zod';
import { mapWithLimit } from '../../clouds/concurrency.ts';
import { kubernetesFailures } from '../../inventory/kubernetes/failures.ts';
import type { AskCluster } from './asking.ts';

export const reviewsPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

export type Right = { verb: string; group: string; resource: string };

const right = (verb: string, resource: string, group = ''): Right => ({ verb, group, resource });

export const readRights: Right[] = [
  right('list', 'pods'),
  right('list', 'services'),
  right('list', 'namespaces'),
  right('list', 'nodes'),
  right('list', 'deployments', 'apps'),
  right('list', 'ingresses', 'networking.k8s.io'),
];
export const readsSecrets = right('get', 'secrets');
export const writeRights: Right[] = [
  right('patch', 'deployments', 'apps'),
  right('create', 'deployments', 'apps'),
  right('delete', 'deployments', 'apps'),
  right('patch', 'services'),
  right('patch', 'configmaps'),
];

export const rightName = ({ verb, group, resource }: Right): string => `${verb} ${resource}${group ? `.${group}` : ''}`;

const Review = z.object({ status: z.object({ allowed: z.boolean() }) });

/** @returns those of `rights` that are not given. A review that is itself refused gives nothing. */
export async function missingRights(ask: AskCluster, rights: readonly Right[]): Promise<Right[]> {
  const allowed = await mapWithLimit(rights, 3, async ({ verb, group, resource }) => {
    const { status, body } = await ask(reviewsPath, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource } },
    });
    const review = Review.safeParse(body);
    if (status >= 200 && status < 300 && !review.success) throw kubernetesFailures.unreachable({ status });
    return status < 300 && review.success && review.data.status.allowed;
  });
  return rights.filter((_, index) => !allowed[index]);
}
