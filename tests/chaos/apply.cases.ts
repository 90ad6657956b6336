/** What happens to an apply whose worker dies: never a second one, and the truth about the first. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProblem } from '../../cli/api-client.ts';
import type { ProjectState } from '../../web/lib/api-types.generated.ts';
import { queueProject } from '../support/terraform-files.ts';
import { tell } from './support/figures.ts';
import { kill, killTerraformOf, terraformOf } from './support/parts.ts';
import { type ChaosUser, newUser, sawEverythingOnce } from './support/user.ts';

export function applyCases(): void {
  describe('an apply', { timeout: 300_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
    });
    afterAll(() => user?.close());

    /** A queue takes 25 seconds to make: time enough to die in the middle. */
    async function startApply(): Promise<{ projectId: string; runId: string }> {
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

    it('is not repeated when worker and Terraform die, says what is left, and a person goes on from there', async () => {
      const { projectId, runId } = await startApply();
      const killedAt = performance.now();
      const back = kill('worker');
      expect(killTerraformOf(runId)).toBeGreaterThan(0);
      const run = await user.runIs(runId, ['partial', 'failed'], 200_000);
      tell('worker and Terraform killed while it applies: killed to the truth', performance.now() - killedAt);
      await back;
      expect(startsOf(runId)).toBe(1);
      await sawEverythingOnce(user, `run:${runId}`);
      const lock = run.reconcile?.lock;
      expect(lock, JSON.stringify(run.reconcile)).toBeTruthy();
      expect(run.reason).toMatch(/^The worker that did this died.* The state is still locked by /);
      expect(run.reconcile).toHaveProperty('serial');
      const told = user.viewer.events(`run:${runId}`).filter(({ event }) => event.type === 'run.reconciled');
      expect(told).toHaveLength(1);

      const wrong = user.api.post(`/runs/${runId}/release-lock`, { lockId: randomUUID() });
      await expect(wrong).rejects.toSatisfy((error) => error instanceof ApiProblem && error.problem.status === 409);
      await user.api.post(`/runs/${runId}/release-lock`, { lockId: lock?.id });
      const next = await user.startRun(projectId);
      await user.runIs(next, 'awaiting_approval', 120_000);
      await user.approve(next);
      await user.runIs(next, 'applied', 120_000);
    });

    it('is waited for when only the worker dies and Terraform goes on by itself', async () => {
      const { projectId, runId } = await startApply();
      const killedAt = performance.now();
      const back = kill('worker');
      expect(terraformOf(runId).length).toBeGreaterThan(0);
      await user.runIs(runId, 'applied', 200_000);
      tell('worker killed while Terraform applies: killed to applied', performance.now() - killedAt);
      await back;
      expect(startsOf(runId)).toBe(1);
      expect(terraformOf(runId), 'it was waited for to its end').toEqual([]);
      await sawEverythingOnce(user, `run:${runId}`);
      const { resources } = await user.api.get<ProjectState>(`/projects/${projectId}/state`);
      expect(resources.map(({ address }) => address)).toEqual(['aws_sqs_queue.q']);
    });
  });
}
