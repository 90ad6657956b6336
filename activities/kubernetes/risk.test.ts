import { describe, expect, it } from 'vitest';
import type { PlannedStep } from './plan.ts';
import { assessObjects } from './risk.ts';

type Object = Record<string, unknown> | null;

const step = (kind: string, before: Object, after: Object, more: Partial<PlannedStep> = {}): PlannedStep => ({
  action: before === null ? 'create' : after === null ? 'destroy' : 'update',
  address: `${kind}/shop/x`,
  kind: { group: 'apps', version: 'v1', plural: 'xs', kind, namespaced: true },
  namespace: 'shop',
  name: 'x',
  uid: null,
  body: null,
  before,
  after,
  unchecked: false,
  adopted: false,
  ...more,
});
const replicas = (count: number) => ({ spec: { replicas: count } });
const runs = (image: string, more: object = {}) => ({
  spec: { template: { spec: { containers: [{ name: 'a', image, ...more }] } } },
});
const rbac = {
  kind: { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'xs', kind: 'Role', namespaced: true },
};

describe('the risk of a plan of objects', () => {
  const cases: [string, string, PlannedStep][] = [
    ['critical', 'everything in the namespace', step('Namespace', {}, null)],
    ['critical', 'data loss', step('PersistentVolumeClaim', {}, null)],
    ['critical', 'a workload with data stops', step('StatefulSet', {}, null)],
    ['high', 'stops serving', step('Deployment', {}, null)],
    ['high', 'no longer kept out', step('NetworkPolicy', {}, null)],
    ['medium', 'deleted', step('ConfigMap', {}, null)],
    ['high', 'from 3 to 0', step('Deployment', replicas(3), replicas(0))],
    ['medium', 'from 4 to 2', step('Deployment', replicas(4), replicas(2))],
    ['medium', 'another image', step('Deployment', runs('a:1'), runs('a:2'))],
    ['medium', 'no fixed version', step('Deployment', null, runs('a'))],
    ['medium', 'loses livenessProbe', step('Deployment', runs('a:1', { livenessProbe: { exec: {} } }), runs('a:1'))],
    ['high', "the node's own rights", step('Deployment', null, runs('a:1', { securityContext: { privileged: true } }))],
    [
      'high',
      'becomes a LoadBalancer',
      step('Service', { spec: { type: 'ClusterIP' } }, { spec: { type: 'LoadBalancer' } }),
    ],
    [
      'high',
      'read or write secrets',
      step('Role', null, { rules: [{ resources: ['secrets'], verbs: ['get'] }] }, rbac),
    ],
    ['medium', 'managed here', step('ConfigMap', {}, { data: {} }, { adopted: true })],
  ];
  it.each(cases)('is %s: %s', (level, reason, planned) => {
    const risk = assessObjects([planned]);
    expect(risk.class).toBe(level);
    expect(risk.reasons.join()).toContain(reason);
    expect(risk.secondPerson).toBe(level === 'critical');
  });

  it('is low where nothing is lost, opened or weakened', () => {
    const fixed = 'a@sha256:0';
    const steps = [
      step('Deployment', replicas(2), replicas(3)),
      step('Deployment', null, runs(fixed)),
      step('Job', null, {}),
    ];
    expect(assessObjects(steps)).toEqual({ class: 'low', reasons: [], secondPerson: false });
  });

  it('repeats no secret in its reasons', () => {
    const before = { kind: 'Secret', data: { a: 'shop/image-of-secret:9' } };
    const risk = assessObjects([
      step('Secret', before, null),
      step('Deployment', runs('a:1'), runs('shop/image-of-secret:9')),
    ]);
    expect(JSON.stringify(risk)).not.toContain('image-of-secret');
  });
});
