import { inOrg } from '../../../db/client.ts';
import { findRun, type Run } from '../../../db/runs.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { ApplyResult, ProvisioningRunInput } from '../../../workflows/messages.ts';
import { beforeChange } from '../../before-change.ts';
import type { WorkerDeps } from '../../deps.ts';
import { applyLog } from '../../terraform/steps/apply-log.ts';
import type { ClusterClient } from '../client.ts';
import { type Cluster, closeCluster, openCluster } from '../open-cluster.ts';
import type { Step } from '../plan.ts';
import { remember } from './remember.ts';
import { openSealed } from './sealed.ts';

type Log = ReturnType<typeof applyLog>;
type Applying = {
  deps: WorkerDeps;
  run: Run;
  steps: Step[];
  log: Log;
  signal: AbortSignal;
  phase: (name: string) => void;
};

/**
 * Applies the sealed bytes object by object, once. The only activity that sends what changes a cluster.
 *
 * A refusal of the cluster is an answer, and ends it there. What leaves open whether an object was changed (a cluster
 * that does not answer, a worker that dies) is a failure of the activity, after which the workflow looks. Before the
 * first object nothing is left open, so a vault that is sealed just then is waited for.
 *
 * @throws AuroraError `plan_tampered` when the stored bytes are not the approved ones, before anything is done
 */
export async function applyManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput & { planSha256: string },
  signal: AbortSignal,
  phase: (name: string) => void,
): Promise<ApplyResult> {
  const run = await inOrg(deps.db, { orgId: input.orgId }, (tx) => findRun(tx, input.runId));
  const { sealed, cluster } = await beforeChange(deps, input, () => prepare(deps, input, run), signal);
  const log = applyLog(deps, input);
  try {
    if (cluster.uid !== sealed.cluster) throw otherCluster();
    log.say(`Applying the approved plan to ${sealed.steps.length} objects.`);
    return await applySteps({ deps, run, steps: sealed.steps, log, signal, phase }, cluster);
  } finally {
    await closeCluster(cluster);
    await log.end();
  }
}

/** Only reads. The cluster is opened without the signal: a request that is cut off leaves open what it did. */
async function prepare(deps: WorkerDeps, input: ProvisioningRunInput & { planSha256: string }, run: Run) {
  const sealed = await openSealed(deps, run, input.planSha256);
  return { sealed, cluster: await openCluster(deps, input, { mode: 'write' }) };
}

async function applySteps(applying: Applying, cluster: Cluster): Promise<ApplyResult> {
  const { deps, run, steps, log, signal, phase } = applying;
  const done: Step[] = [];
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) return stopped(done, steps, 'It was interrupted.');
    phase(`object ${index + 1} of ${steps.length}`);
    const refusal = await applyOne(log, step, async () => {
      const uid = await applyStep(cluster.client, step);
      await remember(deps, run, cluster, step, uid);
    });
    if (refusal !== null) return stopped(done, steps, refusal);
    done.push(step);
  }
  return { kind: 'applied' };
}

const doing = { create: 'Creating', update: 'Changing', destroy: 'Deleting' } as const;
const did = { create: 'Created', update: 'Changed', destroy: 'Deleted' } as const;

/** @returns why the cluster refused it, or null */
async function applyOne(log: Log, { address, action }: Step, work: () => Promise<void>): Promise<string | null> {
  const about = { address, action: action === 'destroy' ? 'delete' : action };
  const begun = performance.now();
  const elapsed = () => Math.round((performance.now() - begun) / 100) / 10;
  log.push({ type: 'apply_start', level: 'info', message: `${address}: ${doing[action]}...`, ...about });
  try {
    await work();
    const message = `${address}: ${did[action]}`;
    log.push({ type: 'apply_complete', level: 'info', message, elapsedSeconds: elapsed(), ...about });
    return null;
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable) throw error;
    const message = `${address}: ${error.userMessage}`;
    log.push({ type: 'apply_errored', level: 'error', message, elapsedSeconds: elapsed(), ...about });
    return error.userMessage;
  }
}

/** @returns the uid of the object that was applied or deleted */
async function applyStep(client: ClusterClient, step: Step): Promise<string> {
  if (step.body === null) {
    await client.remove(step, step.uid ?? '');
    return step.uid ?? '';
  }
  // Server-side apply cannot say "only when there is none", so it is asked for first.
  if (step.action === 'create' && (await client.find(step)) !== null) throw appeared(step.address);
  const { metadata } = await client.apply(step, step.body);
  return metadata?.uid ?? '';
}

function stopped(done: Step[], steps: Step[], why: string): ApplyResult {
  if (done.length === 0) return { kind: 'failed', reason: `Nothing was changed. ${why}` };
  const left = steps.slice(done.length).map(({ address }) => address);
  return {
    kind: 'partial',
    reason: `${done.length} of ${steps.length} objects were applied (${done.map(({ address }) => address).join(', ')}), then it stopped. ${why} Not applied: ${left.join(', ')}. Planning again shows the rest.`,
  };
}

const appeared = (address: string) =>
  new AuroraError({
    code: 'conflict',
    retryable: false,
    userMessage: `${address} is there by now: somebody else made it after this was planned.`,
  });

const otherCluster = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      'This plan was made for another cluster than the one the connection leads to now. Nothing was applied.',
  });
