import { describe, expect, it } from 'vitest';
import type { ManifestPermission, ManifestPolicy } from '../../db/model/kubernetes.ts';
import { shopState } from '../../tests/support/clouds/kubernetes-server/shop.ts';
import { gateManifests } from './gate.ts';
import type { ClusterKind } from './kinds.ts';

/** What the stub cluster serves, as its discovery would say. */
const served = shopState().kinds.map(
  ({ group, version, plural, kind, namespaced = true, verbs }): ClusterKind => ({
    group,
    version,
    plural,
    kind,
    namespaced,
    verbs,
    names: [plural],
  }),
);
const kinds = {
  ofVersion: async (apiVersion: string) =>
    served.filter(({ group, version }) => (group ? `${group}/${version}` : version) === apiVersion),
};
const strict: ManifestPolicy = { namespaces: null, allow: [] };
const gate = (text: string, policy: ManifestPolicy = strict) =>
  gateManifests({ 'kubernetes/a.yaml': text }, { policy, kinds });
const rules = async (text: string, policy?: ManifestPolicy) =>
  (await gate(text, policy)).findings.map(({ rule }) => rule);

const object = (apiVersion: string, kind: string, rest: object = {}, metadata: object = { namespace: 'shop' }) =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'x', ...metadata }, ...rest });
const pod = (spec: object) => object('v1', 'Pod', { spec });
const container = (more: object) => pod({ containers: [{ name: 'a', image: 'a:1', ...more }] });
const deployment = (spec: object) => object('apps/v1', 'Deployment', { spec: { template: { spec } } });
const none = {};

describe('the gate of manifests', () => {
  it('lets ordinary manifests through, several in a file, and knows where each stands', async () => {
    const text = `# first\n${object('v1', 'ConfigMap', { data: { level: 'info' } })}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: y, namespace: shop}\n`;
    const { ok, manifests } = await gate(text);
    expect(ok).toBe(true);
    expect(manifests.map(({ address, line }) => [address, line])).toEqual([
      ['ConfigMap/shop/x', 2],
      ['Service/shop/y', 4],
    ]);
  });

  const dangers: [string, ManifestPermission, string][] = [
    ['a privileged container', 'privileged_pods', container({ securityContext: { privileged: true } })],
    [
      'one in a template',
      'privileged_pods',
      deployment({ initContainers: [{ name: 'a', image: 'a:1', securityContext: { privileged: true } }] }),
    ],
    ['escalation', 'privileged_pods', container({ securityContext: { allowPrivilegeEscalation: true } })],
    ['capabilities', 'privileged_pods', container({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } })],
    ['no confinement', 'privileged_pods', container({ securityContext: { seccompProfile: { type: 'Unconfined' } } })],
    [
      'a namespace that lets anything',
      'privileged_pods',
      object('v1', 'Namespace', none, { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }),
    ],
    ['the host network', 'host_access', pod({ hostNetwork: true, containers: [] })],
    ['the host processes', 'host_access', pod({ hostPID: true, containers: [] })],
    ['the disk of the node', 'host_access', deployment({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
    ['a port of the node', 'host_access', container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
    ['addresses of others', 'host_access', object('v1', 'Service', { spec: { externalIPs: ['10.0.0.1'] } })],
    [
      'cluster-admin in a namespace',
      'cluster_admin',
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      }),
    ],
    [
      'a role for everybody',
      'cluster_admin',
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        roleRef: { name: 'view' },
        subjects: [{ kind: 'Group', name: 'system:authenticated' }],
      }),
    ],
    [
      'rights to everything',
      'wide_roles',
      object('rbac.authorization.k8s.io/v1', 'Role', {
        rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }],
      }),
    ],
    [
      'a right to take rights',
      'wide_roles',
      object('rbac.authorization.k8s.io/v1', 'Role', {
        rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] }],
      }),
    ],
    [
      'a kind of the whole cluster',
      'cluster_scoped',
      object('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [] }, none),
    ],
    ['a webhook', 'webhooks', object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', none, none)],
    [
      'a definition of kinds',
      'custom_resource_definitions',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', none, none),
    ],
    ['a custom resource', 'custom_resources', object('example.com/v1', 'Widget')],
  ];
  it.each(dangers)('refuses %s unless the policy allows %s', async (_what, permission, text) => {
    const { ok, findings } = await gate(text);
    expect(ok).toBe(false);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain(`"${permission}"`);
    expect((await gate(text, { namespaces: null, allow: [permission] })).ok).toBe(true);
  });

  const secret = 'hunter2-canary';
  const secrets: [string, string][] = [
    ['in a Secret', object('v1', 'Secret', { stringData: { a: secret } })],
    ['in a Secret, encoded', object('v1', 'Secret', { data: { a: Buffer.from(secret).toString('base64') } })],
    ['a token for ever', object('v1', 'Secret', { type: 'kubernetes.io/service-account-token' })],
    ['in a variable', container({ env: [{ name: 'DB_PASSWORD', value: secret }] })],
    ['in a ConfigMap', object('v1', 'ConfigMap', { data: { apiKey: secret } })],
    ['in a file of a ConfigMap', object('v1', 'ConfigMap', { data: { 'app.ini': `[db]\npassword = ${secret}\n` } })],
    ['by its form', container({ args: ['--key', `AKIA${'Q'.repeat(16)}`] })],
    ['in an argument', container({ args: [`--db-password=${secret}`] })],
    ['a private key', object('v1', 'ConfigMap', { data: { pem: '-----BEGIN PRIVATE KEY-----\nabc' } })],
  ];
  it.each(secrets)('refuses a secret %s, and does not repeat it', async (_where, text) => {
    const { findings } = await gate(text);
    expect(findings.map(({ rule }) => rule)).toContain('secret');
    expect(JSON.stringify(findings)).not.toContain(secret);
    expect(JSON.stringify(findings)).not.toContain('QQQQ');
  });

  it('takes a reference to a secret for what it is', async () => {
    const env = [
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'password' } } },
      { name: 'TOKEN', value: '/var/run/secrets/token' },
      { name: 'API_KEY', value: '$(FROM_ELSEWHERE)' },
    ];
    expect(await rules(container({ env }))).toEqual([]);
    expect(await rules(object('v1', 'ConfigMap', { data: { 'app.ini': 'password = ${DB_PASSWORD}\n' } }))).toEqual([]);
    expect(await rules(object('v1', 'Secret', { type: 'Opaque' }))).toEqual([]);
  });

  const misshapen: [string, string, string][] = [
    ['syntax', 'a broken file', 'a: [1'],
    ['syntax', 'a key that stands twice', 'a: 1\na: 2'],
    ['syntax', 'a tag of its own', 'a: !!js/function "x"'],
    ['syntax', 'nesting that ends a parser', '['.repeat(60_000)],
    [
      'limits',
      'aliases that unfold',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]`,
    ],
    ['limits', 'nesting beyond reason', `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`],
    ['shape', 'no object', '- a'],
    ['shape', 'no name', object('v1', 'ConfigMap', none, { namespace: 'shop', name: undefined })],
    ['shape', 'a generated name', '{apiVersion: v1, kind: Pod, metadata: {generateName: a, namespace: shop}}'],
    ['shape', 'a list', '{apiVersion: v1, kind: List, metadata: {name: a}, items: []}'],
    ['shape', "the server's own fields", object('v1', 'ConfigMap', none, { namespace: 'shop', uid: 'x' })],
    ['shape', 'a status', object('v1', 'ConfigMap', { status: {} })],
    [
      'shape',
      'an owner that takes it along',
      object('v1', 'ConfigMap', none, { namespace: 'shop', ownerReferences: [] }),
    ],
    [
      'shape',
      "Aurora's own annotation",
      object('v1', 'ConfigMap', none, { namespace: 'shop', annotations: { 'aurora/project': 'p' } }),
    ],
    ['shape', 'the same object twice', `${object('v1', 'ConfigMap')}\n---\n${object('v1', 'ConfigMap')}`],
    ['kind', 'a kind that the cluster does not have', object('apps/v1beta1', 'Deployment')],
    ['kind', 'a path in place of a version', object('../../v1', 'Pod')],
    ['kind', 'what controllers write', object('v1', 'Endpoints')],
    ['namespace', 'no namespace', object('v1', 'ConfigMap', none, none)],
    ['namespace', "the cluster's own namespace", object('v1', 'ConfigMap', none, { namespace: 'kube-system' })],
    ['namespace', "the cluster's own namespace itself", object('v1', 'Namespace', none, { name: 'kube-system' })],
    ['unicode', 'text that reads otherwise', object('v1', 'ConfigMap', { data: { a: '\u202eabc' } })],
  ];
  it.each(misshapen)('reports %s for %s', async (rule, _what, text) => {
    expect(await rules(text)).toEqual([rule]);
  });

  it('keeps to the namespaces that the policy names', async () => {
    const policy: ManifestPolicy = { namespaces: ['blog'], allow: [] };
    expect(await rules(object('v1', 'ConfigMap'), policy)).toEqual(['namespace']);
    expect(await rules(object('v1', 'ConfigMap', none, { namespace: 'blog' }), policy)).toEqual([]);
    expect(await rules(object('v1', 'Namespace', none, { name: 'blog' }), policy)).toEqual([]);
  });
});
