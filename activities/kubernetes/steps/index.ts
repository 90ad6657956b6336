/** The effects of a run that takes manifests to a cluster. `applyManifests` alone changes it, and has one attempt. */
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { withHeartbeat } from '../../heartbeat.ts';
import { applyManifestRun } from './apply.ts';
import { gateManifestRun } from './gate-run.ts';
import { planManifestRun } from './plan-and-seal.ts';
import { proveManifestRun } from './prove.ts';
import { reconcileManifestRun } from './reconcile.ts';
import { verifyManifestRun } from './verify.ts';

export function makeKubernetesSteps(deps: WorkerDeps) {
  return {
    gateManifests: (run: ProvisioningRunInput) => withHeartbeat((signal) => gateManifestRun(deps, run, signal)),
    planManifests: (run: ProvisioningRunInput) => withHeartbeat((signal) => planManifestRun(deps, run, signal)),
    verifyManifests: (run: ProvisioningRunInput) => withHeartbeat((signal) => verifyManifestRun(deps, run, signal)),
    applyManifests: (run: ProvisioningRunInput & { planSha256: string }) =>
      withHeartbeat((signal, phase) => applyManifestRun(deps, run, signal, phase)),
    proveManifests: (run: ProvisioningRunInput) => withHeartbeat((signal) => proveManifestRun(deps, run, signal)),
    reconcileManifests: (run: ProvisioningRunInput & { because: string }) =>
      withHeartbeat((signal) => reconcileManifestRun(deps, run, signal)),
  };
}

export type KubernetesSteps = ReturnType<typeof makeKubernetesSteps>;
