/** What happens to an apply whose worker dies: never a second one, and the truth about the first. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProblem } from '../../cli/api-client.ts';
import type { ProjectState, Run } from '../../web/lib/api-types.generated.ts';
import { queueProject } from '../support/terraform-files.ts';
import { tell } from './support/figures.ts';
import { kill, killTerraformOf, terraformOf } from './support/parts.ts';
import { type ChaosUser, newUser, sawEverythingOnce } from './support/user.ts';

type Applying = { projectId: string; runId: string };

export function applyCases(): void {
  describe('an apply', { timeout: 300_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
    });
    afterAll(() => user?.close());

    /** A queue takes 25 seconds to make: time enough to die in the middle. */
    async function startApply(): Promise<Applying> {
      const projectId = await user.newProject(queueProject(`chaos-${randomUUID().slice(0, 8)}`));
      const runId = await user.startRun(projectId);
      await user.runIs(runId, 'awaiting_approval', 120_000);
      await user.approve(runId);
      const isCreating = ({ event }: { event: { type: string; payload: unknown } }) =>
        event.type === 'apply.log' && JSON.stringify(event.payload).includes('Creating...');
      await user.viewer.sees(`run:${runId}`, 'the queue is being created', isCreating, 120_000);
      await sleep(2_000);
      return { projectId, runId };
    }

    const startsOf = (runId: string) =>
      user.applyLog(runId).filter((line) => line.startsWith('Terraform started to apply')).length;

    /** Both die of the same death of the worker: a queue takes its time, and two take no longer than one. */
    it('is never repeated when the worker dies: waited for where Terraform lives, told as it is where it died too', async () => {
      const [dead, alive] = await Promise.all([startApply(), startApply()]);
      const killedAt = performance.now();
      const back = kill('worker');
      expect(killTerraformOf(dead.runId)).toBeGreaterThan(0);
      expect(terraformOf(alive.runId).length).toBeGreaterThan(0);
      await Promise.all([tellsWhatIsLeft(dead, killedAt), isWaitedFor(alive, killedAt)]);
      await back;
    });

    async function isWaitedFor({ projectId, runId }: Applying, killedAt: number): Promise<void> {
      await user.runIs(runId, 'applied', 200_000);
      tell('worker killed while Terraform applies: killed to applied', performance.now() - killedAt);
      expect(startsOf(runId)).toBe(1);
      expect(terraformOf(runId), 'it was waited for to its end').toEqual([]);
      await sawEverythingOnce(user, `run:${runId}`);
      const { resources } = await user.api.get<ProjectState>(`/projects/${projectId}/state`);
      expect(resources.map(({ address }) => address)).toEqual(['aws_sqs_queue.q']);
    }

    async function tellsWhatIsLeft({ projectId, runId }: Applying, killedAt: number): Promise<void> {
      const run = await user.runIs(runId, ['partial', 'failed'], 200_000);
      tell('worker and Terraform killed while it applies: killed to the truth', performance.now() - killedAt);
      expect(startsOf(runId)).toBe(1);
      await sawEverythingOnce(user, `run:${runId}`);
      expect(run.reason).toMatch(/^The worker that did this died.* The state is still locked by /);
      const told = user.viewer.events(`run:${runId}`).filter(({ event }) => event.type === 'run.reconciled');
      expect(told).toHaveLength(1);
      expect(run.reconcile).toMatchObject({ serial: null, resources: 0, lock: { id: expect.any(String) } });

      const wrong = user.api.post(`/runs/${runId}/release-lock`, { lockId: randomUUID() });
      await expect(wrong).rejects.toSatisfy((error) => error instanceof ApiProblem && error.problem.status === 409);
      const { reconcile } = await user.api.post<Run>(`/runs/${runId}/release-lock`, {
        lockId: run.reconcile?.lock?.id,
      });
      expect(reconcile?.lock).toBeNull();
      const next = await user.startRun(projectId);
      await user.runIs(next, 'awaiting_approval', 120_000);
      await user.approve(next);
      await user.runIs(next, 'applied', 120_000);
    }
  });
}
