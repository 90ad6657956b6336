/** Runs on real Temporal, Postgres, S3, Vault and Terraform, against the sandbox account. */
import { randomUUID } from 'node:crypto';
import { GetRoleCommand, IAMClient, UpdateRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealedKeys } from '../activities/terraform/steps/run-files.ts';
import { inOrg } from '../db/client.ts';
import { listApprovals } from '../db/run-views.ts';
import { insertStopRequest } from '../db/runs.ts';
import { queueProject, roleProject } from '../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import { cancelRun, workflowIds } from './messages.ts';

const name = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

describe.skipIf(!stackIsUp)('a provisioning run', { timeout: 180_000 }, () => {
  let world: World;
  let iam: IAMClient;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
    iam = new IAMClient({
      region: 'us-east-1',
      endpoint: process.env.SANDBOX_AWS_ENDPOINT,
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    });
  });
  afterAll(async () => {
    iam?.destroy();
    await world?.close();
  });

  const exists = (role: string) =>
    iam.send(new GetRoleCommand({ RoleName: role })).then(
      () => true,
      () => false,
    );

  const decisionsOn = (runId: string) =>
    inOrg(world.deps.db, { orgId: world.orgId }, async (tx) => {
      const rows = await listApprovals(tx, runId);
      return rows.map(({ approval }) => ({ counted: approval.counted, refusal: approval.refusal }));
    });

  async function cancel(runId: string): Promise<void> {
    const request = { id: randomUUID(), orgId: world.orgId, runId, kind: 'cancel', requestedBy: world.userId } as const;
    await inOrg(world.deps.db, { orgId: world.orgId }, (tx) =>
      insertStopRequest(tx, { ...request, reason: 'not now' }),
    );
    const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.provisioningRun(runId));
    await handle.signal(cancelRun, { requestId: request.id });
  }

  it('plans, waits for people, applies what they saw, and proves it', async () => {
    const role = name('orders');
    const runId = await world.startRun(roleProject(role));
    const waiting = await world.runIs(runId, 'awaiting_approval');
    expect(waiting.summary?.counts).toMatchObject({ create: 1, update: 0, destroy: 0 });
    expect(waiting.risk?.class).toBe('low');
    expect(waiting.cost).toMatchObject({
      status: 'estimated',
      delta: { expected: '0' },
      coverage: { free: 1, share: '1' },
    });
    expect(waiting.seal?.planSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await exists(role)).toBe(false);

    await world.decide(runId, 'approve');
    const applied = await world.runIs(runId, 'applied');
    expect(applied.reason).toBeNull();
    expect(await exists(role)).toBe(true);
    const log = (await world.events(`run:${runId}`)).filter((event) => event.type === 'apply.log');
    expect(log.map((event) => JSON.stringify(event.payload)).join('\n')).toMatch(/aws_iam_role\.r0/);

    const again = await world.startRun(roleProject(role));
    await world.runIs(again, 'no_changes');

    const destroy = await world.startRun(roleProject(role), 'destroy');
    expect((await world.runIs(destroy, 'awaiting_approval')).summary?.counts.destroy).toBe(1);
    await world.decide(destroy, 'approve', { by: world.otherUserId });
    await world.runIs(destroy, 'applied');
    expect(await exists(role)).toBe(false);
  });

  it('asks for another person where a change costs more than the limit', async () => {
    const { config } = world.deps;
    Object.assign(config, { APPROVAL_COST_DELTA: '0.39' });
    try {
      const runId = await world.startRun(queueProject(name('costly')));
      const waiting = await world.runIs(runId, 'awaiting_approval');
      expect(waiting.cost).toMatchObject({ delta: { low: '0', expected: '0.4', high: '2' }, currency: 'USD' });
      expect(waiting.risk).toMatchObject({ secondPerson: true, reasons: [expect.stringContaining('above the limit')] });
      await world.decide(runId, 'approve');
      await world.until(`run:${runId}`, (event) => event.type === 'approval.recorded');
      expect((await decisionsOn(runId)).map((one) => one.refusal)).toEqual([expect.stringMatching(/^Cost: 0.40 USD/)]);
      await world.decide(runId, 'reject');
      await world.runIs(runId, 'rejected');
    } finally {
      Object.assign(config, { APPROVAL_COST_DELTA: undefined });
    }
  });

  it('applies nothing when it is rejected, and says who and why', async () => {
    const role = name('rejected');
    const runId = await world.startRun(roleProject(role));
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'reject');
    expect((await world.runIs(runId, 'rejected')).reason).toBe('Ada said no.');
    expect(await exists(role)).toBe(false);
  });

  it('refuses a decision about another digest, counts one of two, and answers both', async () => {
    const runId = await world.startRun(roleProject(name('twice')));
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve', { planSha256: 'f'.repeat(64) });
    await world.until(`run:${runId}`, (event) => event.type === 'approval.recorded');
    expect((await world.readRun(runId)).state).toBe('awaiting_approval');
    await Promise.all([world.decide(runId, 'approve'), world.decide(runId, 'approve', { by: world.otherUserId })]);
    await world.runIs(runId, 'applied');
    await expect.poll(async () => (await decisionsOn(runId)).filter((one) => one.counted === null).length).toBe(0);
    const decisions = await decisionsOn(runId);
    expect(decisions.filter((one) => one.counted)).toHaveLength(1);
    expect(decisions.filter((one) => !one.counted).map((one) => one.refusal)).toEqual([
      expect.stringContaining('another plan'),
      expect.stringMatching(/too late|does not wait/),
    ]);
  });

  it('applies nothing when one byte of the sealed plan changed', async () => {
    const role = name('tampered');
    const runId = await world.startRun(roleProject(role));
    const run = await world.runIs(runId, 'awaiting_approval');
    const key = sealedKeys(run).plan;
    const bytes = await world.deps.storage.get(key);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    await world.deps.storage.put(key, bytes);
    await world.decide(runId, 'approve');
    expect((await world.runIs(runId, 'failed')).reason).toMatch(/changed|approved/i);
    expect(await exists(role)).toBe(false);
  });

  it('goes back to people when reality moved between plan and approval', async () => {
    const role = name('moved');
    const first = await world.startRun(roleProject(role));
    await world.runIs(first, 'awaiting_approval');
    await world.decide(first, 'approve');
    await world.runIs(first, 'applied');

    const second = await world.startRun(roleProject(role, name('other')));
    await world.runIs(second, 'awaiting_approval');
    await iam.send(new UpdateRoleCommand({ RoleName: role, MaxSessionDuration: 7_200 }));
    await world.decide(second, 'approve');
    expect((await world.runIs(second, 'stale')).reason).toMatch(/aws_iam_role\.r0/);
  });

  it('lets one changing run of a project through at a time, shows the blocker, and plans beside it', async () => {
    const first = await world.startRun(roleProject(name('first')));
    await world.runIs(first, 'awaiting_approval');
    const second = await world.startRun(roleProject(name('second')));
    await world.until(`run:${second}`, (event) => event.type === 'run.waiting');
    expect((await world.readRun(second)).blockedBy).toBe(first);
    const look = await world.startRun(roleProject(name('look')), 'plan');
    await world.runIs(look, 'planned');
    await cancel(first);
    expect((await world.runIs(first, 'cancelled')).reason).toBe('not now');
    await world.runIs(second, 'awaiting_approval');
    expect((await world.readRun(second)).blockedBy).toBeNull();
    await cancel(second);
    await world.runIs(second, 'cancelled');
  });

  it.each([
    ['HCL that does not parse', { 'main.tf': 'resource "aws_sqs_queue" {{{' }, /main\.tf/],
    [
      'a provider that is not allowed',
      { 'main.tf': 'terraform {\n  required_providers {\n    x = { source = "evil/x" }\n  }\n}\n' },
      /evil\/x/,
    ],
    [
      'a program run by a provisioner',
      { 'main.tf': 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n' },
      /provisioner/,
    ],
  ])('ends in words for %s, before Terraform sees it', async (_what, files, words) => {
    const runId = await world.startRun(files);
    expect((await world.runIs(runId, 'failed')).reason).toMatch(words);
    const steps = (await world.events(`run:${runId}`)).filter((event) => event.type === 'plan.progress');
    expect(steps).toEqual([]);
  });

  it("ends in Terraform's own words for a program that it refuses", async () => {
    const files = { ...roleProject(), 'bad.tf': 'resource "aws_iam_role" "r" {\n  nmae = "typo"\n}\n' };
    const runId = await world.startRun(files);
    expect((await world.runIs(runId, 'failed')).reason).toMatch(/nmae/);
  });
});
