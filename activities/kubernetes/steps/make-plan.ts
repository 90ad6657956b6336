import { inOrg } from '../../../db/client.ts';
import { appliedObjects } from '../../../db/kubernetes.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { gateManifests } from '../gate.ts';
import type { Cluster } from '../open-cluster.ts';
import { type ObjectPlan, planObjects } from '../plan.ts';
import type { ManifestRun } from './facts.ts';
import { gateReason } from './gate-run.ts';

/**
 * What the run's manifests would do now: for planning, and again before they are applied.
 *
 * @throws AuroraError `gate_refused`, `unprocessable` with what the cluster refuses
 */
export async function makePlan(
  { db }: WorkerDeps,
  { orgId, projectId, kind }: ProvisioningRunInput,
  { files, policy }: ManifestRun,
  { client, uid }: Cluster,
): Promise<ObjectPlan> {
  const applied = await inOrg(db, { orgId }, (tx) => appliedObjects(tx, projectId, uid));
  if (kind === 'destroy') return planObjects(client, { projectId, manifests: [], applied });
  // What was gated before may mean something else by now: the policy and the cluster's kinds are not the revision's.
  const { ok, findings, manifests } = await gateManifests(files, { policy, kinds: client.kinds });
  if (!ok) throw refused(gateReason(findings));
  return planObjects(client, { projectId, manifests, applied });
}

const refused = (userMessage: string) => new AuroraError({ code: 'gate_refused', retryable: false, userMessage });
