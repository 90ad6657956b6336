/** Looks for drift in the sandbox account, on real Temporal, Postgres, S3, Vault and Terraform. */
import { randomUUID } from 'node:crypto';
import { DeleteRoleCommand, IAMClient, TagRoleCommand, UpdateRoleDescriptionCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { askForDriftCheck, projectDrift } from '../db/drift-checks.ts';
import { startDriftCheck } from '../platform/nudges.ts';
import { roleProject } from '../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import { workflowIds } from './messages.ts';

describe.skipIf(!stackIsUp)('a look for drift', { timeout: 180_000 }, () => {
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

  async function look() {
    const { orgId, projectId, userId } = world;
    const ask = { orgId, projectId, requestedBy: userId };
    const check = await inOrg(world.deps.db, { orgId }, (tx) => askForDriftCheck(tx, ask));
    await startDriftCheck(world.deps.temporal, { orgId, projectId, checkId: check.id });
    await world.deps.temporal.client.workflow.getHandle(workflowIds.driftCheck(projectId)).result();
    return inOrg(world.deps.db, { orgId }, (tx) => projectDrift(tx, projectId));
  }

  it('names what differs, attribute by attribute, and nothing else; a run beside it goes on', async () => {
    const [tagged, gone, same] = ['tagged', 'gone', 'same'].map((name) => `${name}-${randomUUID().slice(0, 8)}`);
    const files = roleProject(tagged ?? '', gone ?? '', same ?? '');
    expect((await look()).lastCheck).toMatchObject({ state: 'complete', checked: 0, drifted: 0 });

    const runId = await world.startRun(files);
    await world.runIs(runId, 'awaiting_approval');
    await world.decide(runId, 'approve');
    await world.runIs(runId, 'applied');
    expect(await look()).toMatchObject({ lastCheck: { state: 'complete', checked: 3, drifted: 0 }, drifted: [] });

    await iam.send(new TagRoleCommand({ RoleName: tagged, Tags: [{ Key: 'by', Value: 'hand' }] }));
    await iam.send(new UpdateRoleDescriptionCommand({ RoleName: tagged, Description: 'changed by hand' }));
    await iam.send(new DeleteRoleCommand({ RoleName: gone }));
    // A run of the same project holds its turn meanwhile: the look takes none.
    const waiting = await world.startRun(roleProject(`other-${randomUUID().slice(0, 8)}`));
    await world.runIs(waiting, 'awaiting_approval');
    const { lastCheck, drifted } = await look();
    expect(lastCheck).toMatchObject({ state: 'complete', checked: 3, drifted: 2 });
    expect(drifted.map(({ address, cloudId, drift }) => [address, cloudId, drift])).toEqual([
      [
        'aws_iam_role.r0',
        `arn:aws:iam::123456789012:role/${tagged}`,
        [
          { path: 'description', before: '', after: 'changed by hand' },
          { path: 'tags.by', before: null, after: 'hand' },
        ],
      ],
      ['aws_iam_role.r1', `arn:aws:iam::123456789012:role/${gone}`, [{ path: '', before: 'exists', after: null }]],
    ]);
    const told = (await world.events(`org:${world.orgId}`)).filter(({ type }) => type === 'drift.checked');
    expect(told.at(-1)?.payload).toMatchObject({ state: 'complete', drifted: 2 });
    await world.decide(waiting, 'reject');
  });
});
