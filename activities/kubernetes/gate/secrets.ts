/** Values that are nobody's to read must not stand in text: revisions are kept, shown and sent to models. */
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import { isObject } from '../../terraform/values.ts';
import { nodesOf } from '../manifests.ts';
import { looksSecret, secretName } from '../redact.ts';
import type { Finding } from './manifest.ts';

/** The address of a secret is none: a path, an ARN, a URL without a password, a placeholder. */
const harmless = /^(|arn:[\s\S]*|\/[\w./-]*|https?:\/\/[^@\s]*|\$[({][\s\S]*|[a-z0-9_-]+(\/[a-z0-9_-]+)+)$/;

/** A line of a configuration file. */
const toldInText =
  /^[^\S\n]*[\w.-]*(?:password|passwd|passphrase|secret[-_]?key|api[-_]?key|access[-_]?key|token)["']?[^\S\n]*[=:][^\S\n]*["']?[^\s"'${<#][^\s"']{5,}/im;

export function secretRules(body: KubernetesObject, find: Finding): void {
  if (body.kind === 'Secret' && body.apiVersion === 'v1') ofSecret(body, find);
  for (const { node, path } of nodesOf(body)) {
    if (isObject(body.metadata) && path[0] === 'metadata') continue;
    for (const [key, value] of Object.entries(node)) ofField(key, value, node, find);
  }
  if (body.kind === 'ConfigMap') ofConfigMap(body, find);
}

const keptElsewhere =
  'Make the Secret in the cluster itself (kubectl create secret, Sealed Secrets, External Secrets) and refer to it by name.';

function ofSecret({ data, stringData, type }: KubernetesObject, find: Finding): void {
  const holds = [data, stringData].some((part) => isObject(part) && Object.keys(part).length > 0);
  if (holds) find('secret', `A Secret with its values in it may not stand in a manifest. ${keptElsewhere}`);
  if (type === 'kubernetes.io/service-account-token')
    find('secret', 'This Secret would get a token that never expires. Use tokens that pods are given for a while.');
}

function ofField(key: string, value: unknown, node: Record<string, unknown>, find: Finding): void {
  if (typeof value !== 'string') return;
  if (looksSecret(value)) {
    find(
      'secret',
      `Under "${key.slice(0, 60)}" stands a key or token in clear. Consider it known to others. ${keptElsewhere}`,
    );
    return;
  }
  const isVariable = key === 'value' && typeof node.name === 'string';
  const name = isVariable ? String(node.name) : key;
  if (!secretName.test(name) || harmless.test(value)) return;
  const instead = isVariable ? 'Take it from a Secret with valueFrom.secretKeyRef.' : keptElsewhere;
  find('secret', `"${name.slice(0, 60)}" has its value in clear. ${instead}`);
}

function ofConfigMap({ data }: KubernetesObject, find: Finding): void {
  for (const [key, value] of Object.entries(isObject(data) ? data : {})) {
    if (typeof value === 'string' && toldInText.test(value))
      find('secret', `"${key.slice(0, 60)}" holds a password or key in clear. ${keptElsewhere}`);
  }
}
