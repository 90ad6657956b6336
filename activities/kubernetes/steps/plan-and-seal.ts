import { inOrg } from '../../../db/client.ts';
import { publishEvent } from '../../../db/events.ts';
import { forgetApplied } from '../../../db/kubernetes.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { digestFiles } from '../../../platform/revision-files.ts';
import type { PlanResult, ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { progressOf } from '../../terraform/steps/progress.ts';
import { type Cluster, inCluster } from '../open-cluster.ts';
import { inOrder } from '../order.ts';
import type { ObjectPlan, PlannedStep, Step } from '../plan.ts';
import { assessObjects } from '../risk.ts';
import { semanticDigest } from '../semantic.ts';
import { summariseObjects } from '../summary.ts';
import { type ManifestRun, readManifestRun } from './facts.ts';
import { makePlan } from './make-plan.ts';
import { sealObjects } from './sealed.ts';

/**
 * Plans by dry runs and seals what came out: from here on a decision is about these bytes.
 *
 * A plan that the cluster refuses is an answer, not a failure: it is the manifests that must change.
 */
export async function planManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<PlanResult> {
  const facts = await readManifestRun(deps, input);
  progressOf(deps, input)('plan', 'Comparing the manifests with what is in the cluster, by dry runs');
  try {
    return await inCluster(deps, input, { mode: 'dry_run', signal }, async (cluster) => {
      const plan = await makePlan(deps, input, facts, cluster);
      await forgetGone(deps, plan);
      return seal(deps, facts, cluster, plan);
    });
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || signal.aborted) throw error;
    return { kind: 'refused', reason: error.userMessage };
  }
}

/** Rows about objects that are gone, or somebody else's by now, say nothing any more. */
async function forgetGone({ db }: WorkerDeps, { gone }: ObjectPlan): Promise<void> {
  for (const row of gone) await inOrg(db, { orgId: row.orgId }, (tx) => forgetApplied(tx, row));
}

async function seal(deps: WorkerDeps, facts: ManifestRun, cluster: Cluster, plan: ObjectPlan): Promise<PlanResult> {
  const { run, files } = facts;
  const version = await cluster.client.version();
  const summary = summariseObjects(plan, version);
  const risk = assessObjects(plan.steps);
  const digest = semanticDigest(cluster.uid, plan.steps);
  const planSha256 = await sealObjects(
    deps,
    run,
    {
      version: 1,
      cluster: cluster.uid,
      files: digestFiles(files),
      semanticDigest: digest,
      steps: inOrder(plan.steps).map(toStep),
    },
    { summary, risk, cost: null, cluster: { uid: cluster.uid, version } },
  );
  const payload = { planSha256, semanticDigest: digest, counts: summary.counts, risk: risk.class };
  const event = { type: 'plan.sealed', payload } as const;
  await publishEvent(deps.db, run.orgId, `run:${run.id}`, event, `plan.sealed:${planSha256}`);
  if (plan.steps.length === 0) return { kind: 'no_changes' };
  return { kind: 'sealed', planSha256, semanticDigest: digest };
}

const toStep = ({ action, address, kind, namespace, name, uid, body }: PlannedStep): Step => ({
  action,
  address,
  kind,
  namespace,
  name,
  uid,
  body,
});
