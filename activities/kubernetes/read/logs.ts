import { notFound } from '../../../platform/errors.ts';
import { isObject } from '../../terraform/values.ts';
import type { ClusterClient } from '../client.ts';
import { hideSecrets } from '../redact.ts';
import { kindCalled } from './list.ts';
import { secretsIn } from './show.ts';

export type LogQuestion = {
  namespace: string;
  pod: string;
  container?: string;
  sinceMinutes?: number;
  tail: number;
  maxBytes: number;
  previous?: boolean;
};

/** The end of a container's log. What its pod's own secret-like variables hold, and what looks like a secret, is masked. */
export async function readLogs(client: ClusterClient, question: LogQuestion) {
  const { namespace, pod, container, sinceMinutes, tail, maxBytes, previous } = question;
  const kind = await kindCalled(client, 'pods');
  const object = await client.find({ kind, namespace, name: pod });
  if (!object) throw notFound(`pod "${pod}" in the namespace ${namespace}`);
  const containers = containersOf(object.spec);
  const chosen = container ?? containers[0];
  const text = await client.text({ kind, namespace, name: pod }, 'log', {
    tailLines: String(tail),
    limitBytes: String(maxBytes),
    timestamps: 'false',
    ...(chosen ? { container: chosen } : {}),
    ...(sinceMinutes ? { sinceSeconds: String(Math.round(sinceMinutes * 60)) } : {}),
    ...(previous ? { previous: 'true' } : {}),
  });
  // A server that knows no limit is not believed.
  const shown = text.slice(0, maxBytes);
  return {
    pod,
    namespace,
    container: chosen,
    containers,
    lines: shown === '' ? 0 : shown.replace(/\n$/, '').split('\n').length,
    cut: Buffer.byteLength(text) >= maxBytes,
    log: hideSecrets(shown, secretsIn({ ...object, kind: 'Pod' })),
  };
}

const containersOf = (spec: unknown): string[] => {
  const all = isObject(spec) && Array.isArray(spec.containers) ? spec.containers : [];
  return all.filter(isObject).map(({ name }) => String(name));
};
