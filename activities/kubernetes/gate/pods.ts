/**
 * What lets a pod out of its box. Looked for by field wherever it stands, so that templates in other kinds are seen too.
 * After the baseline of https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
import type { ManifestPermission, ManifestPolicy } from '../../../db/model/kubernetes.ts';
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import { isObject } from '../../terraform/values.ts';
import { nodesOf } from '../manifests.ts';
import type { Finding } from './manifest.ts';
import { howTo } from './shape.ts';

type Danger = { permission: ManifestPermission; what: string };

export function podRules(body: KubernetesObject, { allow }: ManifestPolicy, find: Finding): void {
  for (const { permission, what } of dangersOf(body)) {
    if (!allow.includes(permission)) find('pod', `${what} ${howTo(permission)}`);
  }
}

function dangersOf(body: KubernetesObject): Danger[] {
  const found = [...nodesOf(body)].flatMap(({ node, path }) => [
    ...hostDangers(node),
    ...rights(node, path.at(-1) ?? ''),
  ]);
  return [...found, ...ofMetadata(body), ...ofService(body)];
}

const host = (what: string): Danger => ({ permission: 'host_access', what });
const privileged = (what: string): Danger => ({ permission: 'privileged_pods', what });

function hostDangers(node: Record<string, unknown>): Danger[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => node[field] === true);
  return [
    ...shared.map((field) => host(`${field} shares the node's own with the pod.`)),
    ...(isObject(node.hostPath) ? [host('hostPath reads and writes the disk of the node.')] : []),
    ...(typeof node.hostPort === 'number' && node.hostPort > 0 ? [host('hostPort takes a port of the node.')] : []),
  ];
}

function rights(node: Record<string, unknown>, key: string): Danger[] {
  const capabilities = isObject(node.capabilities) && Array.isArray(node.capabilities.add) ? node.capabilities.add : [];
  const more = capabilities.filter((each) => each !== 'NET_BIND_SERVICE');
  return [
    ...(node.privileged === true ? [privileged('A privileged container has every right on its node.')] : []),
    ...(node.allowPrivilegeEscalation === true
      ? [privileged('allowPrivilegeEscalation lets a process gain rights.')]
      : []),
    ...(node.hostProcess === true ? [privileged('hostProcess runs on the node itself.')] : []),
    ...(node.procMount === 'Unmasked' ? [privileged('procMount "Unmasked" shows the kernel to the container.')] : []),
    ...(more.length > 0
      ? [privileged(`The container gets capabilities: ${more.slice(0, 5).map(String).join(', ')}.`)]
      : []),
    ...(node.type === 'Unconfined' && /^(seccomp|appArmor)Profile$/.test(key)
      ? [privileged(`${key} "Unconfined" takes the container's confinement away.`)]
      : []),
  ];
}

function ofMetadata({ kind, metadata }: KubernetesObject): Danger[] {
  const labels = (metadata?.labels ?? {}) as Record<string, unknown>;
  return kind === 'Namespace' && labels['pod-security.kubernetes.io/enforce'] === 'privileged'
    ? [
        privileged(
          'The label pod-security.kubernetes.io/enforce: privileged lets every pod of the namespace do anything.',
        ),
      ]
    : [];
}

/** CVE-2020-8554: traffic to these addresses goes to the service, whoever they belong to. */
function ofService({ kind, spec }: KubernetesObject): Danger[] {
  const taken = isObject(spec) && Array.isArray(spec.externalIPs) ? spec.externalIPs : [];
  return kind === 'Service' && taken.length > 0 ? [host('externalIPs takes traffic of other addresses.')] : [];
}
