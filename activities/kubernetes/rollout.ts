/** How far a workload has got, and why not further: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import { isObject } from '../terraform/values.ts';
import type { ClusterClient } from './client.ts';
import { hideSecrets } from './redact.ts';

export const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

export const isWorkload = (kind: string): kind is WorkloadKind => (workloadKinds as readonly string[]).includes(kind);

export type Rollout = {
  ready: boolean;
  /** The controller has given up: waiting longer is in vain. */
  stuck: boolean;
  /** `2 of 3 replicas are available`. */
  text: string;
  revision: string | null;
  wanted: number;
  available: number;
};

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
const numberAt = (fields: Fields, name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);

/** Of a Deployment, StatefulSet or DaemonSet as the cluster gives it. */
export function rolloutOf(object: KubernetesObject, kind: WorkloadKind): Rollout {
  const [spec, status, metadata] = [fieldsOf(object.spec), fieldsOf(object.status), fieldsOf(object.metadata)];
  const daemon = kind === 'DaemonSet';
  const wanted = daemon ? numberAt(status, 'desiredNumberScheduled') : Number(spec.replicas ?? 1);
  const updated = numberAt(status, daemon ? 'updatedNumberScheduled' : 'updatedReplicas');
  const available = numberAt(status, daemon ? 'numberAvailable' : 'availableReplicas');
  const readyCount = Math.max(available, numberAt(status, daemon ? 'numberReady' : 'readyReplicas'));
  const seen = numberAt(status, 'observedGeneration') >= numberAt(metadata, 'generation');
  const old = daemon ? 0 : Math.max(numberAt(status, 'replicas') - updated, 0);
  const base = { revision: revisionOf(object, kind), wanted, available: readyCount };
  const say = (text: string, more: Partial<Rollout> = {}): Rollout => ({
    ready: false,
    stuck: false,
    text,
    ...base,
    ...more,
  });
  if (!seen) return say('its controller has not seen the change yet');
  const trouble = deadlineOf(status);
  if (trouble) return say(`${readyCount} of ${wanted} replicas are available; ${trouble}`, { stuck: true });
  if (spec.paused === true) return say('it is paused, so nothing is rolled out', { stuck: true });
  if (updated < wanted && !onDelete(spec)) return say(`${updated} of ${wanted} replicas are of the new revision`);
  if (old > 0) return say(`${old} replicas of an older revision still run`);
  if (readyCount < wanted) return say(`${readyCount} of ${wanted} replicas are available`);
  return say(`all ${wanted} replicas are available`, { ready: true });
}

/** With this strategy pods get the new revision when somebody deletes them. */
const onDelete = (spec: Fields) => fieldsOf(spec.updateStrategy).type === 'OnDelete';

function deadlineOf({ conditions }: Fields): string | null {
  const all = Array.isArray(conditions) ? conditions.filter(isObject) : [];
  const late = all.find(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded');
  if (late) return 'its time to get ready is over (ProgressDeadlineExceeded)';
  const failure = all.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  return failure ? `no pods can be made: ${shortText(failure.message)}` : null;
}

function revisionOf(object: KubernetesObject, kind: WorkloadKind): string | null {
  const annotations = fieldsOf(fieldsOf(object.metadata).annotations);
  if (kind === 'Deployment') return textOr(annotations['deployment.kubernetes.io/revision']);
  if (kind === 'StatefulSet') return textOr(fieldsOf(object.status).updateRevision);
  return textOr(annotations['deprecated.daemonset.template.generation']);
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const shortText = (value: unknown): string =>
  hideSecrets(String(value ?? ''))
    .replace(/\s+/g, ' ')
    .slice(0, 200);

/** Reasons that pass by themselves. */
const passing = /^(ContainerCreating|PodInitializing)$/;

/** What keeps pods from being ready, each said once: `container web: ImagePullBackOff (...)`. */
export function podTroubles(pods: KubernetesObject[]): string[] {
  return [...new Set(pods.flatMap(troublesOf))];
}

function troublesOf({ status: raw }: KubernetesObject): string[] {
  const status = fieldsOf(raw);
  const conditions = Array.isArray(status.conditions) ? status.conditions.filter(isObject) : [];
  const unscheduled = conditions.find(({ type, status: holds }) => type === 'PodScheduled' && holds === 'False');
  const containers = ['initContainerStatuses', 'containerStatuses'].flatMap((field) =>
    Array.isArray(status[field]) ? (status[field] as unknown[]).filter(isObject) : [],
  );
  return [
    ...(unscheduled ? [`no node takes it: ${shortText(unscheduled.message)}`] : []),
    ...containers.flatMap((container) => {
      const { waiting, terminated } = fieldsOf(container.state);
      const last = fieldsOf(fieldsOf(container.lastState).terminated);
      const why = fieldsOf(waiting);
      if (typeof why.reason === 'string' && !passing.test(why.reason)) {
        const crashed =
          typeof last.reason === 'string'
            ? `; it ended before with ${last.reason} (exit code ${String(last.exitCode)})`
            : '';
        return [
          `container ${String(container.name)}: ${why.reason}${why.message ? ` (${shortText(why.message)})` : ''}${crashed}`,
        ];
      }
      const end = fieldsOf(terminated);
      return typeof end.exitCode === 'number' && end.exitCode !== 0
        ? [`container ${String(container.name)} ended with ${String(end.reason)} (exit code ${end.exitCode})`]
        : [];
    }),
  ];
}

/** The pods that a workload selects; none where the credentials may not list them, or it selects by expressions. */
export async function podsOf(client: ClusterClient, { metadata, spec }: KubernetesObject): Promise<KubernetesObject[]> {
  const labels = fieldsOf(fieldsOf(fieldsOf(spec).selector).matchLabels);
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  const kind = (await client.kinds.ofVersion('v1')).find(({ plural }) => plural === 'pods');
  if (!kind || selector.length === 0) return [];
  const query = { labelSelector: selector.join(','), limit: '50' };
  return client.list(kind, metadata?.namespace, query).then(
    ({ items }) => items,
    () => [],
  );
}
