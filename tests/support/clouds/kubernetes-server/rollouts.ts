/** What the controllers of a stub cluster have made of a workload: all of it at once, or nothing for ever. */
import type { StubKind, StubObject } from './server.ts';

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** An object with a status of its own keeps it. */
export function withRollout(kind: StubKind, object: StubObject, rollout: 'ready' | 'stuck' = 'ready'): StubObject {
  if (!workloads.has(kind.kind) || object.status !== undefined) return object;
  const wanted = Number((object.spec as { replicas?: number } | undefined)?.replicas ?? 1);
  const ready = rollout === 'ready' ? wanted : 0;
  const generation = Number(object.metadata.generation ?? 1);
  const counts = {
    observedGeneration: generation,
    replicas: wanted,
    updatedReplicas: wanted,
    readyReplicas: ready,
    availableReplicas: ready,
    desiredNumberScheduled: wanted,
    updatedNumberScheduled: wanted,
    numberReady: ready,
  };
  return { ...object, metadata: { ...object.metadata, generation }, status: counts };
}
