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
    const named = path[0] !== 'metadata';
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') ofField(key, value, named ? node : null, find);
      if (Array.isArray(value)) ofList(key, value, find);
    }
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

/** @param node that the field is of; null where names say nothing, as in labels */
function ofField(key: string, value: string, node: Record<string, unknown> | null, find: Finding): void {
  if (looksSecret(value)) inClear(key, find);
  else if (node !== null) {
    const isVariable = key === 'value' && typeof node.name === 'string';
    const name = isVariable ? String(node.name) : key;
    if (!secretName.test(name) || harmless.test(value)) return;
    const instead = isVariable ? 'Take it from a Secret with valueFrom.secretKeyRef.' : keptElsewhere;
    find('secret', `"${name.slice(0, 60)}" has its value in clear. ${instead}`);
  }
}

/** Arguments of a command: `--db-password=...` among them. */
function ofList(key: string, items: unknown[], find: Finding): void {
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.some((text) => looksSecret(text) || toldInText.test(text))) inClear(key, find);
}

const inClear = (key: string, find: Finding) =>
  find(
    'secret',
    `Under "${key.slice(0, 60)}" stands a key, token or password in clear. Consider it known to others. ${keptElsewhere}`,
  );

function ofConfigMap({ data }: KubernetesObject, find: Finding): void {
  for (const [key, value] of Object.entries(isObject(data) ? data : {})) {
    if (typeof value === 'string' && toldInText.test(value))
      find('secret', `"${key.slice(0, 60)}" holds a password or key in clear. ${keptElsewhere}`);
  }
}
