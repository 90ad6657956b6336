import { describe, expect, it } from 'vitest';
import { podTroubles, rolloutOf, type WorkloadKind } from './rollout.ts';

const object = (spec: object, status: object, generation = 1) => ({
  metadata: { name: 'x', generation },
  spec,
  status,
});
const now = { observedGeneration: 1 };
const done = { ...now, replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3 };

describe('a roll-out', () => {
  const cases: [string, WorkloadKind, object, object][] = [
    ['all 3 replicas are available', 'Deployment', { replicas: 3 }, done],
    ['1 of 3 replicas are of the new revision', 'Deployment', { replicas: 3 }, { ...done, updatedReplicas: 1 }],
    ['2 replicas of an older revision still run', 'Deployment', { replicas: 3 }, { ...done, replicas: 5 }],
    ['its controller has not seen the change yet', 'Deployment', { replicas: 3 }, { ...done, observedGeneration: 0 }],
    ['all 0 replicas are available', 'Deployment', { replicas: 0 }, now],
    [
      'all 3 replicas are available',
      'StatefulSet',
      { replicas: 3, updateStrategy: { type: 'OnDelete' } },
      { ...done, updatedReplicas: 0, replicas: 0 },
    ],
    [
      '1 of 2 replicas are available',
      'DaemonSet',
      {},
      { ...now, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 1 },
    ],
  ];
  it.each(cases)('is told as "%s" (%s)', (text, kind, spec, status) => {
    const rollout = rolloutOf(object(spec, status), kind);
    expect(rollout.text).toBe(text);
    expect(rollout.ready).toBe(text.startsWith('all'));
  });

  it('is not waited for when its controller has given up', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    expect(
      rolloutOf(object({ replicas: 3 }, { ...done, availableReplicas: 0, readyReplicas: 0, conditions }), 'Deployment'),
    ).toMatchObject({
      ready: false,
      stuck: true,
    });
  });

  it('says each trouble of its pods once, without what passes by itself', () => {
    const waiting = (reason: string) => ({
      status: { containerStatuses: [{ name: 'a', state: { waiting: { reason } } }] },
    });
    const unplaced = { status: { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes' }] } };
    const pods = [waiting('ImagePullBackOff'), waiting('ImagePullBackOff'), waiting('ContainerCreating'), unplaced];
    expect(podTroubles(pods)).toEqual(['container a: ImagePullBackOff', 'no node takes it: 0/3 nodes']);
  });
});
