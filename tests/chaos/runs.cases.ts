/** What happens to a run when a process dies before it changes anything: it waits, and goes on. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../web/lib/api-types.generated.ts';
import { roleProject } from '../support/terraform-files.ts';
import { tell } from './support/figures.ts';
import { freeze, kill, killTerraformOf, terraformOf, until } from './support/parts.ts';
import { type ChaosUser, newUser, sawEverythingOnce } from './support/user.ts';

const role = () => roleProject(`chaos-${randomUUID().slice(0, 8)}`);

export function runCases(): void {
  describe('a run that changes nothing yet', { timeout: 240_000 }, () => {
    let user: ChaosUser;
    beforeAll(async () => {
      user = await newUser();
    });
    afterAll(() => user?.close());

    const startRun = async () => user.startRun(await user.newProject(role()));

    const isAt = (step: string) => (event: Event) =>
      event.event.type === 'plan.progress' && event.event.payload.step === step;

    /** Terraform's own process of this step is there. */
    async function terraformIsAt(runId: string, step: string): Promise<void> {
      await user.viewer.sees(`run:${runId}`, `terraform is at ${step}`, isAt(step), 60_000);
      await until(`terraform of ${step} runs`, () => terraformOf(runId).length > 0, 10_000);
    }

    async function endsApplied(runId: string, withinMs: number): Promise<void> {
      await user.runIs(runId, 'applied', withinMs);
      const starts = user.applyLog(runId).filter((line) => line.startsWith('Terraform started to apply'));
      expect(starts).toHaveLength(1);
      await sawEverythingOnce(user, `run:${runId}`);
    }

    it('is planned again when the worker dies while Terraform plans, waits through another death, and is applied', async () => {
      const [runId, other] = await Promise.all([startRun(), startRun()]);
      await terraformIsAt(runId, 'plan');
      const killedAt = performance.now();
      const first = kill('worker');
      // Of one run Terraform goes on as an orphan, of the other it died too: neither may stand in the way.
      killTerraformOf(other);
      await Promise.all([runId, other].map((id) => user.runIs(id, 'awaiting_approval', 120_000)));
      tell('worker killed while Terraform plans: killed to a plan', performance.now() - killedAt);
      tell('worker back', await first);

      const second = kill('worker');
      await user.approve(runId);
      const approvedAt = performance.now();
      await endsApplied(runId, 120_000);
      tell('worker killed while a person decides: approved to applied', performance.now() - approvedAt);
      await second;
    });

    it('goes on when S3 does not answer while it is planned, and S3 and Vault die before it is applied', async () => {
      const runId = await startRun();
      await user.viewer.sees(`run:${runId}`, 'terraform begins', isAt('init'), 60_000);
      const thaw = freeze('s3');
      const told = user.viewer.sees(`run:${runId}`, 'people are told that S3 is away', isAt('wait'), 60_000);
      await told.finally(thaw);
      const thawedAt = performance.now();
      await user.runIs(runId, 'awaiting_approval', 120_000);
      tell('S3 frozen until people were told: thawed to a plan', performance.now() - thawedAt);

      const back = [kill('s3'), kill('vault')];
      await user.approve(runId);
      const approvedAt = performance.now();
      const [s3 = 0, vault = 0] = await Promise.all(back);
      tell('S3 back', s3);
      tell('Vault back', vault);
      await endsApplied(runId, 120_000);
      tell('S3 and Vault killed: approved to applied', performance.now() - approvedAt);
    });
  });
}
