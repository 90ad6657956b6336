/** Roles and bindings with which somebody could do anything, or give themselves the right to. */
import type { ManifestPermission, ManifestPolicy } from '../../../db/model/kubernetes.ts';
import type { KubernetesObject } from '../../inventory/kubernetes/objects.ts';
import { strings } from '../../terraform/risk/finding.ts';
import { isObject } from '../../terraform/values.ts';
import type { Finding } from './manifest.ts';
import { howTo } from './shape.ts';

const everybody = new Set([
  'system:authenticated',
  'system:unauthenticated',
  'system:anonymous',
  'system:masters',
  'system:serviceaccounts',
]);
const aggregates = /^rbac\.authorization\.k8s\.io\/aggregate-to-/;

export function rightsRules(body: KubernetesObject, { allow }: ManifestPolicy, find: Finding): void {
  const refuse = (permission: ManifestPermission, what: string) => {
    if (!allow.includes(permission)) find('rights', `${what} ${howTo(permission)}`);
  };
  if (/^(Cluster)?RoleBinding$/.test(body.kind ?? '')) ofBinding(body, refuse);
  if (/^(Cluster)?Role$/.test(body.kind ?? '')) ofRole(body, refuse);
}

type Refuse = (permission: ManifestPermission, what: string) => void;

function ofBinding({ roleRef, subjects }: KubernetesObject, refuse: Refuse): void {
  const role = isObject(roleRef) ? roleRef.name : undefined;
  if (role === 'cluster-admin') refuse('cluster_admin', 'This binding gives every right there is (cluster-admin).');
  const who = (Array.isArray(subjects) ? subjects : []).filter(isObject).map(({ name }) => String(name));
  const all = who.find((name) => everybody.has(name));
  if (all) refuse('cluster_admin', `This binding gives its role to everybody (${all}).`);
}

function ofRole({ rules, aggregationRule, metadata }: KubernetesObject, refuse: Refuse): void {
  if (aggregationRule !== undefined)
    refuse('wide_roles', 'An aggregated role takes in rights of roles that others write.');
  if (Object.keys((metadata?.labels ?? {}) as object).some((label) => aggregates.test(label)))
    refuse('wide_roles', "This role adds its rights to the cluster's own roles.");
  const given = (Array.isArray(rules) ? rules : []).filter(isObject);
  const wide = given.some((rule) =>
    ['verbs', 'resources', 'apiGroups', 'nonResourceURLs'].some((field) => strings(rule[field]).includes('*')),
  );
  if (wide) refuse('wide_roles', 'A rule of this role says "*": rights to everything, also to what comes later.');
  const verbs = given.flatMap((rule) => strings(rule.verbs));
  const escalating = verbs.filter((verb) => /^(escalate|bind|impersonate)$/.test(verb));
  if (escalating.length > 0)
    refuse('wide_roles', `With "${escalating[0]}" its holder can take rights that nobody gave.`);
}
