import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { clusterRequest } from './cluster-requests.ts';
import { Conversation, converse } from './testing/driver.ts';

const manifest = `# Sold by the shop.
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2  # more on Fridays
  template:
    spec:
      containers:
        - {name: web, image: "shop/web:1.2"}
        - name: proxy
          image: envoy:1.30
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker, namespace: shop}
spec: {template: {spec: {containers: [{name: worker, image: 'shop/worker:1'}]}}}
`;
const files = { 'main.tf': '', 'kubernetes/web.yaml': manifest };
const proposal = (talk: { calls: { name: string; args: Record<string, unknown> }[] }) =>
  talk.calls.find(({ name }) => name === 'propose_manifest')?.args as { files: Record<string, string>; reason: string };

describe('the offline model and a cluster', () => {
  it('changes one number of a manifest and leaves every other letter', async () => {
    const talk = await converse('Scale the deployment web in shop to 5', { files });
    expect(proposal(talk)).toEqual({
      reason: 'Set the replicas of the deployment web in shop from 2 to 5.',
      files: { 'kubernetes/web.yaml': manifest.replace('replicas: 2 ', 'replicas: 5 ') },
    });
    expect(talk.said.at(-2)).toContain('I propose');
  });

  it('changes the image of the container that has one of the same repository', async () => {
    const talk = await converse('Set the image of deployment web to shop/web:1.3', { files });
    const text = proposal(talk).files['kubernetes/web.yaml'] ?? '';
    expect(text).toContain('image: shop/web:1.3}');
    expect(text).toContain('image: envoy:1.30');
    expect(parseAllDocuments(text)).toHaveLength(2);
    const unclear = await converse('Set the image of deployment web to other/thing:2', { files });
    expect(unclear.last).toContain('cannot tell which one');
  });

  it('makes nothing up: no manifest, no replicas in it, or the same already', async () => {
    expect((await converse('Scale the deployment api to 3', { files })).last).toContain('no manifest');
    expect((await converse('Scale the deployment worker to 3', { files })).last).toContain('does not say how many');
    expect((await converse('Scale the deployment web to 2', { files })).last).toContain('nothing to change');
  });

  it('asks for the namespace of a pod, and takes the answer', async () => {
    const answers = { kubernetes_logs: { ok: true, pod: 'api-1', container: 'api', log: 'a ``` b\n' } };
    const conversation = new Conversation({ answers });
    expect((await conversation.say('Show the logs of pod api-1')).last).toBe('In which namespace is that pod?');
    const talk = await conversation.say('shop');
    expect(talk.calls).toEqual([{ name: 'kubernetes_logs', args: { pod: 'api-1', namespace: 'shop', tail: 50 } }]);
    expect(talk.last).toContain("```\na ''' b\n```");
  });

  it('tells in words what the cluster refuses', async () => {
    const error = 'The credentials of this connection may not list pods.';
    const talk = await converse('Show pods in shop', { answers: { kubernetes_list: { ok: false, error } } });
    expect(talk.last).toBe(error);
  });

  it.each([
    ['Show pods in shop', { ask: 'list', of: 'pods', namespace: 'shop' }],
    ['List all deployments in the namespace kube-system', { ask: 'list', of: 'deployments', namespace: 'kube-system' }],
    ['Which pods are there?', { ask: 'list', of: 'pods', namespace: null }],
    ['Are the rollouts in shop done?', { ask: 'rollouts', namespace: 'shop' }],
    ['List my S3 buckets', undefined],
    ['Which services do we have in eu-central-1?', undefined],
    ['Create a log group for the api', undefined],
    ['What does a deployment of this cost?', undefined],
  ])('understands "%s"', (text, request) => {
    expect(clusterRequest(text)).toEqual(request);
  });
});
