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
import { watchingStorage } from './storage-watch.ts';
import { verifyRun } from './verify.ts';

export function makeTerraformSteps(deps: WorkerDeps) {
  type Work<Result> = (signal: AbortSignal, phase: (name: string) => void) => Promise<Result>;
  /** For every step in which Terraform itself works. */
  const terraform = <Result>(run: ProvisioningRunInput, work: Work<Result>) =>
    withHeartbeat((signal, phase) => watchingStorage(deps, run, () => work(signal, phase)));

  return {
    gateRevision: (run: ProvisioningRunInput) => withHeartbeat(() => gateRun(deps, run)),
    planAndSeal: (run: ProvisioningRunInput) =>
      terraform(run, (signal, phase) => planAndSealRun(deps, run, signal, phase)),
    verifyPlan: (run: ProvisioningRunInput) => terraform(run, (signal, phase) => verifyRun(deps, run, signal, phase)),
    applyPlan: (run: ProvisioningRunInput & { planSha256: string }) =>
      terraform(run, (signal, phase) => applySealedPlan(deps, run, signal, phase)),
    proveApplied: (run: ProvisioningRunInput) => terraform(run, (signal) => proveRun(deps, run, signal)),
    reconcileRun: (run: ProvisioningRunInput & { because: string }) =>
      terraform(run, (signal) => reconcile(deps, run, signal)),
    cleanUp: (run: ProvisioningRunInput) => withHeartbeat(() => cleanUpRun(deps, run)),
  };
}

export type TerraformSteps = ReturnType<typeof makeTerraformSteps>;
