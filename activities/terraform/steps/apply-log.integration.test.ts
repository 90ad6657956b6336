/** The log of an apply whose Terraform outlived its worker, whose account is whose, and which keys an apply has. Real Postgres and Vault. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../../db/client.ts';
import { connections } from '../../../db/schema/index.ts';
import { roleProject } from '../../../tests/support/terraform-files.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../../../tests/support/world.ts';
import { parseApplyLine } from '../apply-events.ts';
import { noSecrets, toSecretSet } from '../redact.ts';
import { prepareWorkspace } from '../workspace.ts';
import { applyLog, catchUpLog } from './apply-log.ts';
import { gateRun } from './gate-run.ts';
import { backendOf, readRunFacts, runFolder } from './run-files.ts';
import { keepVerified, takeVerified } from './verified-workspaces.ts';

const line = (type: string, message: string) =>
  JSON.stringify({ '@level': 'info', '@message': message, type, hook: { resource: { addr: 'aws_sqs_queue.q' } } });

describe.skipIf(!stackIsUp)('a step of a run', () => {
  let world: World;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld({ worker: false });
  });
  afterAll(() => world?.close());

  const started = async (files = roleProject('r')) => {
    const runId = await world.startRun(files);
    return { orgId: world.orgId, projectId: world.projectId, runId, kind: 'apply' as const };
  };

  it('adds to the log what a Terraform wrote after its worker had died, each line once', async () => {
    const run = await started();
    const lines = [
      line('version', 'Terraform 1.11.4'),
      line('apply_start', 'aws_sqs_queue.q: Creating...'),
      line('apply_progress', 'aws_sqs_queue.q: Still creating...'),
      line('apply_complete', 'aws_sqs_queue.q: made with hunter2hunter2'),
    ];
    const log = applyLog(world.deps, run);
    log.say('Terraform started to apply the approved plan.');
    for (const text of lines.slice(0, 2)) {
      const event = parseApplyLine(text, noSecrets);
      if (event) log.push(event);
    }
    await log.end();
    const folder = join(runFolder(world.deps, run.runId), 'verify-1');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'output.jsonl'), `${lines.join('\n')}\n`);

    for (const _time of ['once', 'again']) await catchUpLog(world.deps, run, toSecretSet(['hunter2hunter2']));
    const told = (await world.events(`run:${run.runId}`)).filter(({ type }) => type === 'apply.log');
    expect(told.map(({ payload }) => (payload as { message: string }).message)).toEqual([
      'Terraform started to apply the approved plan.',
      'aws_sqs_queue.q: Creating...',
      'aws_sqs_queue.q: Still creating...',
      'aws_sqs_queue.q: made with (sensitive)',
    ]);
    await rm(runFolder(world.deps, run.runId), { recursive: true });
  });

  it('applies with the keys that were rotated after it was verified, and with no others', async () => {
    const run = await started();
    const facts = await readRunFacts(world.deps, run);
    const dir = join(runFolder(world.deps, run.runId), 'verify-1');
    const read = { accessKeyId: 'OLDREAD', secretAccessKey: 'old-read', region: 'us-east-1' };
    const workspace = await prepareWorkspace({
      dir,
      files: roleProject('r'),
      backend: backendOf(world.deps, facts.run),
      sandbox: null,
      credentials: { ...read, renew: async () => read },
      binary: { path: '/bin/terraform', product: 'terraform', version: '1.11.4' },
    });
    keepVerified(run.runId, workspace);
    const path = (facts.connection?.secretRef ?? '').split('/data/')[1] ?? '';
    const pair = (name: string) => ({
      [`${name}_access_key_id`]: `NEW${name}`,
      [`${name}_secret_access_key`]: `new-${name}`,
    });
    const before = await world.deps.secrets.read(facts.connection?.secretRef ?? '');
    await world.deps.secrets.write(path.replace(/^[^/]+\//, ''), { ...pair('read'), ...pair('write') });
    const taken = await takeVerified(world.deps, facts, new AbortController().signal);
    await world.deps.secrets.write(path.replace(/^[^/]+\//, ''), before);
    expect(taken?.sessions).toBeNull();
    const kept = await readFile(join(dir, 'credentials'), 'utf8');
    expect(kept).toContain('aws_access_key_id = NEWwrite');
    expect(kept).not.toMatch(/NEWread|OLDREAD|sandbox/);
    expect(await takeVerified(world.deps, facts, new AbortController().signal)).toBeNull();
    await rm(runFolder(world.deps, run.runId), { recursive: true });
  });

  it("takes the connection's account for its own, and not the sandbox's", async () => {
    const own = '444455556666';
    await inOrg(world.deps.db, world, (tx) =>
      tx.update(connections).set({ accountId: own }).where(eq(connections.id, world.connectionId)),
    );
    const assuming = (account: string) => ({
      'main.tf': `provider "aws" {
  region = "us-east-1"
  assume_role {
    role_arn = "arn:aws:iam::${account}:role/deploy"
  }
}
`,
    });
    expect(await gateRun(world.deps, await started(assuming(own)))).toEqual({ ok: true });
    const sandbox = await gateRun(world.deps, await started(assuming('123456789012')));
    expect(sandbox).toMatchObject({ ok: false, reason: expect.stringContaining('123456789012') });
  });
});
