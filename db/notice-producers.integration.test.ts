/** Who is told what, and how often, in the transaction of what it tells of. On the real Postgres. */
import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import type { RunState } from '../workflows/messages.ts';
import { claimBillingSyncs, finishBillingSyncs, insertBillingAccount } from './billing-accounts.ts';
import { inOrg, type Tx } from './client.ts';
import { askForDriftCheck, recordDrift } from './drift-checks.ts';
import type { BillingSyncState } from './model/billing.ts';
import { insertRevision } from './revisions.ts';
import { insertRun, moveRun } from './runs.ts';
import { notices, runs, stateResources } from './schema/index.ts';
import { endSync, requestSync, tellSyncFailed } from './sync-runs.ts';

describe.skipIf(!stackIsUp)('notices of what happens', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ worker: false });
  });
  afterAll(() => world?.close());

  const within = <Result>(work: (tx: Tx) => Promise<Result>) => inOrg(world.deps.db, { orgId: world.orgId }, work);
  const told = (kind: 'approval_wanted' | 'run_ended' | 'drift_found' | 'sync_failed') =>
    within((tx) => tx.select().from(notices).where(eq(notices.kind, kind)).orderBy(asc(notices.createdAt)));

  async function newRun(): Promise<string> {
    const { orgId, projectId, userId } = world;
    const [revisionId, runId] = [randomUUID(), randomUUID()];
    const file = { filesSha256: 'f'.repeat(64), files: [], storageKey: revisionId, reason: 'a test' };
    await within(async (tx) => {
      await insertRevision(tx, { id: revisionId, orgId, projectId, baseNumber: undefined, authorId: userId, ...file });
      await insertRun(tx, { id: runId, orgId, projectId, revisionId, kind: 'apply', requestedBy: userId });
    });
    return runId;
  }

  async function move(runId: string, ...states: RunState[]): Promise<void> {
    for (const state of states) await within((tx) => moveRun(tx, runId, state, null));
  }

  const counts = { create: 2, update: 0, replace: 0, destroy: 1, forget: 0, import: 0, move: 0, read: 3, noop: 9 };
  const range = (expected: string) => ({ low: '0', expected, high: '99' });
  const facts = {
    summary: { terraformVersion: '1', complete: true, counts, changes: [], outputs: [], drift: [] },
    risk: { class: 'high' as const, reasons: ['data loss: aws_dynamodb_table.orders'], secondPerson: true },
    seal: { planSha256: 'a'.repeat(64) } as never,
    expiresAt: new Date('2030-01-02T03:04:05Z'),
  };
  const cost = { status: 'estimated', currency: 'USD', delta: range('12.40'), unpricedTypes: ['aws_x'] };

  it('say what a run wants of people: counts, risk, cost, who asked and until when', async () => {
    const runId = await newRun();
    await move(runId, 'gating', 'planning', 'evaluating');
    await within(async (tx) => {
      await tx
        .update(runs)
        .set({ cost: cost as never })
        .where(eq(runs.id, runId));
      await moveRun(tx, runId, 'awaiting_approval', null, facts);
      await moveRun(tx, runId, 'awaiting_approval', null, facts);
    });
    const [notice, ...more] = await told('approval_wanted');
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      level: 'warning',
      href: `/runs/${runId}`,
      subject: { runId, projectId: world.projectId },
      text: 'Main: a change by Ada waits for approval. 2 to create, 1 to destroy. Risk: high (data loss: aws_dynamodb_table.orders). Expected cost: +12.40 USD a month, without what has no price. It can be decided until 2030-01-02 03:04 UTC.',
    });
  });

  it('tell each end of a run that is news, in words, and no other', async () => {
    const toApproval: RunState[] = ['gating', 'planning', 'evaluating', 'awaiting_approval'];
    const toApply: RunState[] = [...toApproval, 'approved', 'verifying', 'applying'];
    const paths: RunState[][] = [
      [...toApply, 'applied'],
      [...toApply, 'partial'],
      [...toApproval, 'approved', 'verifying', 'stale'],
      [...toApproval, 'expired'],
      [...toApproval, 'rejected'],
      ['gating', 'failed'],
      ['cancelled'],
      [...toApproval, 'superseded'],
      ['gating', 'planning', 'no_changes'],
      ['gating', 'planning', 'evaluating', 'planned'],
    ];
    for (const path of paths) await move(await newRun(), ...path);
    const ended = (await told('run_ended')).map(({ level, text }) => `${level} ${text}`);
    expect(ended).toEqual([
      'info Main: the change was applied.',
      'error Main: the change was applied in part only.',
      'warning Main: reality moved while people decided, so nothing was applied.',
      'warning Main: nobody decided in time, so nothing was applied.',
      'info Main: the change was rejected.',
      'error Main: the run failed.',
    ]);
  });

  it('tell drift when something more has drifted, not each time that it is looked at', async () => {
    const { orgId, projectId } = world;
    const from = { provider: 'aws' as const, serial: 1 };
    const row = (address: string) => ({ orgId, projectId, address, type: 'aws_iam_role', ...from });
    await within((tx) => tx.insert(stateResources).values(['a', 'b', 'c'].map((name) => row(`aws_iam_role.${name}`))));
    const differs = [{ path: 'tags', kind: 'added' as const, sensitive: false, forcesReplacement: false }];
    const look = (...names: string[]) =>
      within(async (tx) => {
        const check = await askForDriftCheck(tx, { orgId, projectId, requestedBy: null });
        await recordDrift(tx, check, new Map(names.map((name) => [`aws_iam_role.${name}`, differs as never])));
        return (await tx.select().from(notices).where(eq(notices.kind, 'drift_found'))).length;
      });
    expect([
      await look(),
      await look('a', 'b'),
      await look('a', 'b'),
      await look('b'),
      await look('b', 'c'),
      await look(),
      await look('a'),
    ]).toEqual([0, 1, 1, 1, 2, 2, 3]);
    const [first] = await told('drift_found');
    expect(first?.text).toContain(
      'Main has drifted: 2 of 3 resources are no longer as its state says (aws_iam_role.a, aws_iam_role.b).',
    );
  });

  it('tell a sync when it begins to fail, and again only after one that worked', async () => {
    const { orgId, connectionId } = world;
    const sync = (state: 'failed' | 'complete') =>
      within(async (tx) => {
        const { id } = await requestSync(tx, world, { id: randomUUID(), trigger: 'schedule', requestedBy: null });
        const ended = await endSync(
          tx,
          { orgId, connectionId, syncRunId: id },
          { state, reason: 'The region is away.' },
        );
        if (state === 'failed') await tellSyncFailed(tx, ended);
      });
    for (const state of ['failed', 'failed', 'complete', 'failed'] as const) await sync(state);
    const kept = (await told('sync_failed')).map(({ subject, level }) => [subject.connectionId, level]);
    expect(kept).toEqual([
      [connectionId, 'warning'],
      [connectionId, 'warning'],
    ]);
  });

  it('tell a bill that cannot be read the same way', async () => {
    const { orgId } = world;
    const account = await within((tx) =>
      insertBillingAccount(tx, {
        id: randomUUID(),
        orgId,
        name: 'Payer',
        kind: 'upload',
        currency: 'USD',
        settings: {},
      }),
    );
    const sync = (state: BillingSyncState) =>
      within(async (tx) => {
        const own = { id: randomUUID(), trigger: 'schedule' as const };
        const claimed = await claimBillingSyncs(tx, { orgId, billingAccountId: account.id }, own);
        await finishBillingSyncs(tx, claimed, { state, reason: 'The keys were refused.' });
      });
    for (const state of ['failed', 'failed', 'partial', 'complete', 'failed', 'cancelled'] as const) await sync(state);
    const kept = (await told('sync_failed')).filter(({ subject }) => subject.billingAccountId === account.id);
    expect(kept.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'error The costs of Payer could not be read. The keys were refused. What was there before is kept.',
      'warning The costs of Payer were read in part only. The keys were refused. What was there before is kept.',
      'error The costs of Payer could not be read. The keys were refused. What was there before is kept.',
    ]);
  });
});
