/** A project's way through real Terraform: plan, seal, verify, apply, look, destroy; and what stands in the way. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan, planRefreshOnly } from './apply.ts';
import type { ApplyEvent } from './apply-events.ts';
import { realDrift } from './drift.ts';
import { gateRevision } from './gate.ts';
import { planRevision } from './plan.ts';
import {
  cloudSecret,
  files,
  type Lab,
  makeLab,
  notHere,
  s3,
  sandboxEndpoint,
  sqs,
  stateBucket,
  statedAt,
  stateSecret,
  variables,
  versions,
} from './real.fixtures.ts';
import { collectSecrets, noSecrets } from './redact.ts';
import { assessRisk } from './risk.ts';
import { sealPlan, semanticDigest } from './seal.ts';
import { readLock, readStateFacts } from './state.ts';
import { summarisePlan } from './summary.ts';

const queueIsThere = async (name: string): Promise<boolean> =>
  ((await sqs().send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls ?? []).length > 0;

describe.skipIf(notHere !== '')('a project on real Terraform', { timeout: 240_000 }, () => {
  let lab: Lab;
  let lockFile = '';
  beforeAll(async () => {
    lab = await makeLab();
  });
  afterAll(() => lab?.close());

  it('passes the gate, is planned and rated low, and leaves no credential in the plan or the folder but in one file', async () => {
    expect(await gateRevision(files(lab.id))).toEqual({ ok: true, findings: [] });
    const workspace = await lab.open(files(lab.id), { variables });
    const phases = new Set<string>();
    const planned = await planRevision({ workspace, kind: 'apply', onProgress: ({ phase }) => phases.add(phase) });
    lockFile = planned.lockFile;
    expect([...phases]).toEqual(['init', 'plan', 'show']);
    expect(lockFile).toMatch(/"h1:/);
    const summary = summarisePlan(planned.planJson);
    expect(summary.counts).toMatchObject({ create: 4, update: 0, destroy: 0 });
    expect(assessRisk(planned.planJson, summary)).toEqual({ class: 'low', reasons: [], secondPerson: false });
    expect(JSON.stringify(summary)).not.toContain(variables.token);

    const unpacked = join(workspace.dir, 'unpacked');
    await execa('python3', ['-m', 'zipfile', '-e', workspace.planFile, unpacked]);
    const found = await execa('grep', ['-rlE', `${cloudSecret}|${stateSecret}`, workspace.dir], { reject: false });
    expect(found.stdout.split('\n')).toEqual([join(workspace.dir, 'credentials')]);
  });

  it('plans the same twice, and applies the sealed plan with events that hold no secret', async () => {
    const workspace = await lab.open(files(lab.id), { variables, lockFile });
    const planned = await planRevision({ workspace, kind: 'apply' });
    const plan = await readFile(planned.planFile);
    const seal = sealPlan({
      plan,
      planJson: planned.planJson,
      files: files(lab.id),
      lockFile: planned.lockFile,
      variables,
    });
    expect(seal.digests).toMatchObject({
      state: null,
      providers: { 'registry.terraform.io/hashicorp/aws': '5.100.0' },
    });

    const again = await planRevision({
      workspace: await lab.open(files(lab.id), { variables, lockFile }),
      kind: 'apply',
    });
    expect(semanticDigest(again.planJson)).toBe(seal.digests.semantic);

    // Another folder, as on another worker; the plan is all that it is given.
    const target = await lab.open(files(lab.id), { lockFile });
    await writeFile(target.planFile, plan);
    const events: ApplyEvent[] = [];
    let started = 0;
    const result = await applyPlan({
      workspace: target,
      planFile: target.planFile,
      secrets: collectSecrets(planned.planJson),
      onEvent: (event) => events.push(event),
      onStarted: () => {
        started += 1;
      },
    });
    expect(result).toMatchObject({
      outcome: 'ok',
      interrupted: false,
      counts: { add: 4, change: 0, remove: 0 },
      errors: [],
    });
    expect(started).toBe(1);
    expect(
      events
        .filter(({ type }) => type === 'apply_complete')
        .map(({ address }) => address)
        .toSorted(),
    ).toEqual(['aws_s3_bucket.logs', 'aws_s3_bucket_versioning.logs', 'aws_sqs_queue.jobs', 'aws_ssm_parameter.token']);
    expect(JSON.stringify(events)).not.toContain(variables.token);
  });

  it('shows no drift after the apply', async () => {
    const planJson = await planRefreshOnly({ workspace: await lab.open(files(lab.id), { variables, lockFile }) });
    expect(realDrift(planJson)).toEqual([]);
  });

  it('keeps its state in the bucket, which tells what is there without the secret', async () => {
    const facts = readStateFacts(await statedAt(lab.key));
    expect(facts.serial).toBeGreaterThan(0);
    expect(facts.resources.map(({ address }) => address).toSorted()).toEqual([
      'aws_s3_bucket.logs',
      'aws_s3_bucket_versioning.logs',
      'aws_sqs_queue.jobs',
      'aws_ssm_parameter.token',
    ]);
    expect(JSON.stringify(facts)).not.toContain(variables.token);
  });

  it('is another plan when somebody changes the queue by hand in between', async () => {
    const next = files(lab.id, 120);
    const planned = await planRevision({ workspace: await lab.open(next, { variables, lockFile }), kind: 'apply' });
    const seal = sealPlan({
      plan: await readFile(planned.planFile),
      planJson: planned.planJson,
      files: next,
      lockFile,
      variables,
    });
    expect(seal.digests.state?.serial).toBe(readStateFacts(await statedAt(lab.key)).serial);
    expect(summarisePlan(planned.planJson).changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'update aws_sqs_queue.jobs',
    ]);

    await sqs().send(
      new SetQueueAttributesCommand({
        QueueUrl: `${sandboxEndpoint}/123456789012/${lab.id}`,
        Attributes: { VisibilityTimeout: '77' },
      }),
    );
    const again = await planRevision({ workspace: await lab.open(next, { variables, lockFile }), kind: 'apply' });
    expect(semanticDigest(again.planJson)).not.toBe(seal.digests.semantic);
    expect(summarisePlan(again.planJson).drift).toEqual([
      expect.objectContaining({
        address: 'aws_sqs_queue.jobs',
        attributes: [expect.objectContaining({ path: 'visibility_timeout_seconds', before: 30, after: 77 })],
      }),
    ]);
  });

  it('replaces on request, and refuses an address that is none', async () => {
    const workspace = await lab.open(files(lab.id, 77), { variables, lockFile });
    const { planJson } = await planRevision({ workspace, kind: 'apply', replace: ['aws_sqs_queue.jobs'], lock: false });
    expect(summarisePlan(planJson).changes[0]).toMatchObject({
      action: 'replace',
      reason: 'replace_by_request',
      replaceOrder: 'delete-create',
    });
    await expect(planRevision({ workspace, kind: 'apply', replace: ['x; id'] })).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  it('says who holds the lock while another Terraform has it; a look without a lock goes on', async () => {
    const client = s3();
    const at = { Bucket: stateBucket, Key: `${lab.key}.tflock` };
    const Body = JSON.stringify({
      ID: 'a1',
      Operation: 'OperationTypeApply',
      Info: '',
      Who: 'root@other',
      Version: '1.11.4',
      Created: new Date(Date.now() - 65_000).toISOString(),
      Path: `${stateBucket}/${lab.key}`,
    });
    await client.send(new PutObjectCommand({ ...at, Body }));
    try {
      const locked = await planRevision({
        workspace: await lab.open(files(lab.id), { variables, lockFile }),
        kind: 'apply',
      }).catch((error) => error);
      expect(locked).toMatchObject({
        code: 'state_locked',
        details: { owner: 'root@other', operation: 'apply', lockId: 'a1' },
      });
      expect(locked.details.ageSeconds).toBeGreaterThanOrEqual(65);
      expect(readLock(await statedAt(at.Key))).toMatchObject({ owner: 'root@other', id: 'a1' });
      const look = await planRevision({
        workspace: await lab.open(files(lab.id, 77), { variables, lockFile }),
        kind: 'apply',
        lock: false,
      });
      expect(look.planJson.errored).not.toBe(true);
    } finally {
      await client.send(new DeleteObjectCommand(at));
    }
  });

  it('refuses a stale plan in words, and changes nothing', async () => {
    const first = await lab.open(files(lab.id, 90), { variables, lockFile });
    await planRevision({ workspace: first, kind: 'apply' });
    const second = await lab.open(files(lab.id, 91), { variables, lockFile });
    await planRevision({ workspace: second, kind: 'apply' });
    const apply = (workspace: typeof first) =>
      applyPlan({ workspace, planFile: workspace.planFile, secrets: noSecrets, onEvent: () => {}, initialised: true });
    expect(await apply(second)).toMatchObject({ outcome: 'ok', counts: { change: 1 } });
    await expect(apply(first)).rejects.toMatchObject({
      code: 'terraform_failed',
      userMessage: expect.stringMatching(/stale/i),
    });
  });

  it('tells what is wrong in the code, with file and line', async () => {
    const workspace = await lab.open({ 'main.tf': 'output "x" {\n  value = local.nothing\n}\n' });
    await expect(planRevision({ workspace, kind: 'apply' })).rejects.toMatchObject({
      code: 'terraform_failed',
      retryable: false,
      userMessage: expect.stringMatching(/main\.tf line 2.*nothing/),
    });
  });

  it('is interrupted in order in the middle of an apply: the state holds what was done, and the lock is free', async () => {
    const other = await makeLab();
    try {
      const code = {
        'versions.tf': versions,
        'main.tf': `resource "aws_sqs_queue" "a" {\n  name = "${other.id}-a"\n}\n\nresource "aws_sqs_queue" "b" {\n  name       = "${other.id}-b"\n  depends_on = [aws_sqs_queue.a]\n}\n`,
      };
      const workspace = await other.open(code, { lockFile });
      await planRevision({ workspace, kind: 'apply' });
      const control = new AbortController();
      // The provider waits for half a minute after it made a queue. Told to stop before that, it would make none.
      const made = async () => {
        while (!(await queueIsThere(`${other.id}-a`))) await sleep(100);
        control.abort();
      };
      const onEvent = (event: ApplyEvent) => {
        if (event.type === 'apply_start') void made();
      };
      const result = await applyPlan({
        workspace,
        planFile: workspace.planFile,
        secrets: noSecrets,
        onEvent,
        signal: control.signal,
        initialised: true,
      });
      expect(result).toMatchObject({ outcome: 'partial', interrupted: true });
      const facts = readStateFacts(await statedAt(other.key));
      expect(facts.resources.map(({ address }) => address)).toContain('aws_sqs_queue.a');
      await expect(statedAt(`${other.key}.tflock`)).rejects.toThrow();
      const down = await other.open(code, { lockFile });
      await planRevision({ workspace: down, kind: 'destroy' });
      expect(
        await applyPlan({
          workspace: down,
          planFile: down.planFile,
          secrets: noSecrets,
          onEvent: () => {},
          initialised: true,
        }),
      ).toMatchObject({ outcome: 'ok' });
    } finally {
      await other.close();
    }
  });

  it('is destroyed to the end', async () => {
    const workspace = await lab.open(files(lab.id), { variables, lockFile });
    const { planJson } = await planRevision({ workspace, kind: 'destroy' });
    expect(summarisePlan(planJson).counts).toMatchObject({ destroy: 4, create: 0 });
    const result = await applyPlan({
      workspace,
      planFile: workspace.planFile,
      secrets: collectSecrets(planJson),
      onEvent: () => {},
      initialised: true,
    });
    expect(result).toMatchObject({ outcome: 'ok', counts: { remove: 4 } });
    expect(readStateFacts(await statedAt(lab.key)).resources).toEqual([]);
  });
});
