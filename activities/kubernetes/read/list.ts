import { AuroraError } from '../../../platform/errors.ts';
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import { isObject } from '../../terraform/values.ts';
import type { ClusterClient } from '../client.ts';
import { apiVersionOf, type ClusterKind } from '../kinds.ts';
import { isWorkload, rolloutOf } from '../rollout.ts';

export type ListQuestion = { kind: string; namespace?: string; selector?: string; limit: number; cursor?: string };

/** A page of one kind: names, and what one looks for first. Values of Secrets and ConfigMaps are not even asked for. */
export async function listObjects(
  client: ClusterClient,
  { kind: name, namespace, selector, limit, cursor }: ListQuestion,
) {
  const kind = await kindCalled(client, name);
  const query = {
    limit: String(limit),
    ...(selector ? { labelSelector: selector } : {}),
    ...(cursor ? { continue: cursor } : {}),
  };
  const { items, next, remaining } = await client.list(
    kind,
    kind.namespaced ? namespace : undefined,
    query,
    summaries[kind.kind] || isWorkload(kind.kind) ? 'whole' : 'metadata',
  );
  return {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    count: items.length,
    items: items.map((item) => ({
      name: item.metadata?.name,
      ...(item.metadata?.namespace ? { namespace: item.metadata.namespace } : {}),
      createdAt: item.metadata?.creationTimestamp,
      ...summaryOf(item, kind),
    })),
    ...(next ? { cursor: next, ...(remaining ? { more: remaining } : {}) } : {}),
  };
}

/** @throws AuroraError `unprocessable` for a kind that the cluster does not have */
export async function kindCalled(client: ClusterClient, name: string): Promise<ClusterKind> {
  const kind = await client.kinds.called(name);
  if (kind) return kind;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `The cluster has no kind called "${name.slice(0, 80)}". Name one as kubectl does: pods, deployments, services, events.`,
  });
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

function summaryOf(item: KubernetesObject, { kind }: ClusterKind): Fields {
  if (isWorkload(kind)) {
    const { ready, text, revision } = rolloutOf(item, kind);
    return { ready, rollout: text, ...(revision ? { revision } : {}) };
  }
  return summaries[kind]?.(fieldsOf(item.spec), fieldsOf(item.status)) ?? {};
}

const summaries: Record<string, (spec: Fields, status: Fields) => Fields> = {
  Pod: (spec, status) => {
    const containers = listOf(status.containerStatuses);
    const waiting = containers.map(({ state }) => fieldsOf(fieldsOf(state).waiting).reason).find(Boolean);
    return {
      phase: waiting ?? status.phase,
      ready: `${containers.filter(({ ready }) => ready === true).length}/${listOf(spec.containers).length}`,
      restarts: containers.reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0),
      node: spec.nodeName,
    };
  },
  Service: (spec) => ({ type: spec.type, ports: listOf(spec.ports).map(({ port }) => port) }),
  Node: (_spec, status) => ({
    ready: listOf(status.conditions).some(({ type, status: holds }) => type === 'Ready' && holds === 'True'),
    version: fieldsOf(status.nodeInfo).kubeletVersion,
  }),
  Namespace: (_spec, status) => ({ phase: status.phase }),
  Job: (_spec, status) => ({ active: status.active, succeeded: status.succeeded, failed: status.failed }),
  CronJob: (spec, status) => ({ schedule: spec.schedule, suspended: spec.suspend, last: status.lastScheduleTime }),
  PersistentVolumeClaim: (spec, status) => ({ phase: status.phase, class: spec.storageClassName }),
  Ingress: (spec) => ({ hosts: listOf(spec.rules).map(({ host }) => host) }),
};
