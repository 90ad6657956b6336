/** An object as people mean it: without what the server counts, invents, or reports about it. */
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import { isObject } from '../terraform/values.ts';

const counted = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];

/** Written by tools and controllers about an object, not about what it is. The first repeats whole manifests. */
const passingAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
]);

type Fields = Record<string, unknown>;

export function settled(object: KubernetesObject): Fields {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.entries((metadata ?? {}) as Fields).filter(([key]) => !counted.includes(key));
  const meta = Object.fromEntries(kept);
  if (isObject(meta.annotations)) {
    const annotations = Object.entries(meta.annotations).filter(([key]) => !passingAnnotations.has(key));
    if (annotations.length > 0) meta.annotations = Object.fromEntries(annotations);
    else delete meta.annotations;
  }
  return { ...rest, metadata: meta };
}

/**
 * What would be made, without what the server makes up anew at each dry run: a second one must say the same.
 *
 * @param asked the manifest: what it says by itself stays
 */
export function settledNew(made: KubernetesObject, asked: KubernetesObject): Fields {
  const object = structuredClone(settled(made));
  if (made.kind === 'Service') withoutAddresses(object.spec, asked.spec);
  if (made.kind === 'Job') withoutJobIds(object.spec);
  return object;
}

const inventedOfService = ['clusterIP', 'clusterIPs', 'healthCheckNodePort'];

function withoutAddresses(spec: unknown, asked: unknown): void {
  if (!isObject(spec)) return;
  const own = isObject(asked) ? asked : {};
  for (const field of inventedOfService) if (own[field] === undefined) delete spec[field];
  const asksForPorts = JSON.stringify(own.ports ?? null).includes('nodePort');
  for (const port of Array.isArray(spec.ports) ? spec.ports : [])
    if (isObject(port) && !asksForPorts) delete port.nodePort;
}

const jobIds = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

function withoutJobIds(spec: unknown): void {
  if (!isObject(spec)) return;
  const selector = isObject(spec.selector) ? spec.selector.matchLabels : undefined;
  const template = isObject(spec.template) ? spec.template.metadata : undefined;
  const labels = isObject(template) ? template.labels : undefined;
  for (const place of [selector, labels]) {
    if (isObject(place)) for (const id of jobIds) delete place[id];
  }
}
