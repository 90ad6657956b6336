/** The provisioning run's effects, one activity each. `applyPlan` alone changes a cloud, and has one attempt. */
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { withHeartbeat } from '../../heartbeat.ts';
import { applySealedPlan } from './apply-sealed-plan.ts';
import { cleanUpRun } from './clean-up.ts';
import { gateRun } from './gate-run.ts';
import { planAndSealRun } from './plan-and-seal.ts';
import { proveRun } from './prove.ts';
import { reconcile } from './reconcile.ts';
import { verifyRun } from './verify.ts';

export function makeTerraformSteps(deps: WorkerDeps) {
  return {
    gateRevision: (run: ProvisioningRunInput) => withHeartbeat(() => gateRun(deps, run)),
    planAndSeal: (run: ProvisioningRunInput) =>
      withHeartbeat((signal, phase) => planAndSealRun(deps, run, signal, phase)),
    verifyPlan: (run: ProvisioningRunInput) => withHeartbeat((signal, phase) => verifyRun(deps, run, signal, phase)),
    applyPlan: (run: ProvisioningRunInput & { planSha256: string }) =>
      withHeartbeat((signal, phase) => applySealedPlan(deps, run, signal, phase)),
    proveApplied: (run: ProvisioningRunInput) => withHeartbeat((signal) => proveRun(deps, run, signal)),
    reconcileRun: (run: ProvisioningRunInput & { because: string }) =>
      withHeartbeat((signal) => reconcile(deps, run, signal)),
    cleanUp: (run: ProvisioningRunInput) => withHeartbeat(() => cleanUpRun(deps, run)),
  };
}

export type TerraformSteps = ReturnType<typeof makeTerraformSteps>;
