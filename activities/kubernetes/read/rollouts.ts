import { AuroraError } from '../../../platform/errors.ts';
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import type { ClusterClient } from '../client.ts';
import { podsOf, podTroubles, rolloutOf, type WorkloadKind, workloadKinds } from '../rollout.ts';

export type RolloutQuestion = { namespace?: string; name?: string; limit: number };

/** Pods are looked at only where something is not ready, and of this many workloads at most. */
const explained = 10;

/** How far Deployments, StatefulSets and DaemonSets have got, those that are not ready first, with why. */
export async function readRollouts(client: ClusterClient, { namespace, name, limit }: RolloutQuestion) {
  const served = await client.kinds.ofVersion('apps/v1');
  const found: { kind: WorkloadKind; object: KubernetesObject }[] = [];
  const denied: string[] = [];
  let more = false;
  for (const wanted of workloadKinds) {
    const kind = served.find((each) => each.kind === wanted);
    if (!kind) continue;
    const query = { limit: '200', ...(name ? { fieldSelector: `metadata.name=${name}` } : {}) };
    const { items, next } = await client.list(kind, namespace, query).catch((error: unknown) => {
      if (!(error instanceof AuroraError) || error.code !== 'cloud_denied') throw error;
      denied.push(error.userMessage);
      return { items: [], next: undefined };
    });
    more ||= next !== undefined;
    found.push(...items.map((object) => ({ kind: wanted, object })));
  }
  const rows = found
    .map(({ kind, object }) => ({ kind, object, rollout: rolloutOf(object, kind) }))
    .sort((a, b) => Number(a.rollout.ready) - Number(b.rollout.ready))
    .slice(0, limit);
  return {
    total: found.length,
    more: more || found.length > rows.length,
    ready: found.filter(({ kind, object }) => rolloutOf(object, kind).ready).length,
    ...(denied.length > 0 ? { denied } : {}),
    workloads: await Promise.all(
      rows.map(async ({ kind, object, rollout }, index) => ({
        kind,
        name: object.metadata?.name,
        namespace: object.metadata?.namespace,
        ...rollout,
        ...(rollout.ready || index >= explained ? {} : { why: podTroubles(await podsOf(client, object)).slice(0, 3) }),
      })),
    ),
  };
}
