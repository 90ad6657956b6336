/**
 * After an apply that did not come back with an answer. Never applies again: looks at each object and compares it with
 * the sealed bytes, so that people hear exactly what is there.
 */
import { eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { publishEvent } from '../../../db/events.ts';
import { findRun, type Run } from '../../../db/runs.ts';
import { runs } from '../../../db/schema/index.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { ApplyResult, ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { type Cluster, inCluster } from '../open-cluster.ts';
import type { Step } from '../plan.ts';
import { asApproved } from './compare.ts';
import { remember } from './remember.ts';
import { openSealed } from './sealed.ts';

export async function reconcileManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput & { because: string },
  signal: AbortSignal,
): Promise<ApplyResult> {
  const run = await inOrg(deps.db, { orgId: input.orgId }, (tx) => findRun(tx, input.runId));
  const found = await look(deps, run, input, signal);
  const text = `${input.because} ${found.text}`;
  await record(deps, run, { ...found, text });
  return found.kind === 'applied' ? { kind: 'applied' } : { kind: found.kind, reason: text };
}

type Found = { kind: ApplyResult['kind']; done: number; text: string };

async function look(deps: WorkerDeps, run: Run, input: ProvisioningRunInput, signal: AbortSignal): Promise<Found> {
  if (!run.seal) return { kind: 'failed', done: 0, text: 'Nothing was applied: there was no sealed plan.' };
  try {
    const sealed = await openSealed(deps, run, run.seal.planSha256);
    return await inCluster(deps, input, { mode: 'dry_run', signal }, (cluster) =>
      compareAll(deps, run, cluster, sealed.steps),
    );
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || signal.aborted) throw error;
    if (error.code === 'plan_tampered') return { kind: 'failed', done: 0, text: 'Nothing was applied.' };
    return { kind: 'partial', done: 0, text: `How far it got cannot be told: ${error.userMessage}` };
  }
}

async function compareAll(deps: WorkerDeps, run: Run, cluster: Cluster, steps: Step[]): Promise<Found> {
  const done: string[] = [];
  const open: string[] = [];
  for (const step of steps) {
    const compared = await asApproved(cluster.client, step);
    if (compared.holds) {
      await remember(deps, run, cluster, step, compared.uid);
      done.push(step.address);
    } else open.push(`${step.address} (${compared.why})`);
  }
  if (open.length === 0)
    return {
      kind: 'applied',
      done: done.length,
      text: 'Everything of the plan is there: the apply had come to its end.',
    };
  const left = `Not applied: ${open.join(', ')}. Planning again shows the rest.`;
  return done.length === 0
    ? { kind: 'failed', done: 0, text: `Nothing of the plan is there. ${left}` }
    : { kind: 'partial', done: done.length, text: `A part was applied: ${done.join(', ')}. ${left}` };
}

async function record({ db }: WorkerDeps, run: Run, { kind, done, text }: Found): Promise<void> {
  const facts = { serial: null, resources: done, lock: null, text };
  await inOrg(db, { orgId: run.orgId }, (tx) => tx.update(runs).set({ reconcile: facts }).where(eq(runs.id, run.id)));
  const event = { type: 'run.reconciled', payload: { state: kind, ...facts } } as const;
  await publishEvent(db, run.orgId, `run:${run.id}`, event, 'run.reconciled');
}
