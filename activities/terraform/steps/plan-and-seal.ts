import { readFile } from 'node:fs/promises';
import { publishEvent } from '../../../db/events.ts';
import type { PlanSummary, Risk } from '../../../db/model/plan-summary.ts';
import type { Run } from '../../../db/runs.ts';
import type { SealRecord } from '../../../db/schema/index.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { PlanResult as PlanAnswer, ProvisioningRunInput } from '../../../workflows/messages.ts';
import { costOfPlan } from '../../billing/run-cost.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { RevisionFiles } from '../files.ts';
import { type PlanResult as PlanOutput, planRevision } from '../plan.ts';
import { withCostLimit } from '../risk/cost.ts';
import { assessRisk } from '../risk.ts';
import { type Seal, sealPlan } from '../seal.ts';
import { summarisePlan } from '../summary.ts';
import { phaseText, progressOf, progressText } from './progress.ts';
import { inWorkspace, type RunFacts, readRunFacts } from './run-files.ts';
import { putSealed, recordSeal } from './sealed-plan.ts';

/**
 * Plans a revision with read-only credentials and seals what came out: from here on a decision is about these bytes.
 *
 * A plan that Terraform refuses is an answer, not a failure: it is the files that must change.
 */
export async function planAndSealRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
  phase: (name: string) => void,
): Promise<PlanAnswer> {
  const facts = await readRunFacts(deps, input);
  const progress = progressOf(deps, input);
  return inWorkspace(deps, facts, { step: 'plan', signal }, async (workspace) => {
    const planned = await refusedInWords(() =>
      planRevision({
        workspace,
        kind: input.kind === 'destroy' ? 'destroy' : 'apply',
        // A plan writes nothing, so it takes no lock: one that its killed Terraform leaves behind would block the retry.
        // What moves in between is seen by the verifying plan, and by Terraform, which refuses a stale serial.
        lock: false,
        signal,
        onProgress: ({ phase: name, line }) => {
          phase(name);
          const text = line === undefined ? phaseText[name] : progressText(line);
          if (text) progress(name, text);
        },
      }),
    );
    return planned.kind === 'refused' ? planned : seal(deps, facts, planned.result, workspace.files);
  });
}

async function seal(deps: WorkerDeps, facts: RunFacts, planned: PlanOutput, files: RevisionFiles): Promise<PlanAnswer> {
  const { planFile, planJson, lockFile, timings } = planned;
  const plan = await readFile(planFile);
  const sealed = await sealPlan({ plan, planJson, files, lockFile });
  const summary = summarisePlan(planJson);
  const cost = costOfPlan(planJson, { region: facts.connection?.region ?? 'us-east-1', on: today() }, deps.log);
  const risk = withCostLimit(assessRisk(planJson, summary), cost, deps.config.APPROVAL_COST_DELTA);
  const keyId = await putSealed(deps, facts.run, { plan, planJson, lockFile });
  await recordSeal(deps, facts.run, { seal: toRecord(sealed, summary, keyId), summary, risk, cost });
  await announceSeal(deps, facts.run, sealed, summary, risk);
  deps.log.info({ runId: facts.run.id, ...timings }, 'planned and sealed');
  if (!changesAnything(summary)) return { kind: 'no_changes' };
  return { kind: 'sealed', planSha256: sealed.planSha256, semanticDigest: sealed.digests.semantic };
}

const today = () => new Date().toISOString().slice(0, 10);

type Planned = { kind: 'planned'; result: PlanOutput } | { kind: 'refused'; reason: string };

/** Terraform's own "no" ends the run in words; what may pass by itself is left to Temporal's retry. */
async function refusedInWords(plan: () => ReturnType<typeof planRevision>): Promise<Planned> {
  try {
    return { kind: 'planned', result: await plan() };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || error.code === 'cancelled') throw error;
    return { kind: 'refused', reason: error.userMessage };
  }
}

/** Reading data and forgetting nothing: a plan without a change has nothing to approve. */
export function changesAnything({ counts, outputs }: PlanSummary): boolean {
  const { create, update, replace, destroy, forget, move } = counts;
  return create + update + replace + destroy + forget + move + counts.import + outputs.length > 0;
}

const toRecord = (seal: Seal, summary: PlanSummary, keyId: string): SealRecord => ({
  planSha256: seal.planSha256,
  semanticDigest: seal.digests.semantic,
  filesSha256: seal.digests.files,
  variablesSha256: seal.digests.variables,
  lockFileSha256: seal.digests.lockFile,
  providers: seal.digests.providers,
  terraformVersion: summary.terraformVersion,
  state: seal.digests.state,
  keyId,
});

async function announceSeal({ db }: WorkerDeps, run: Run, seal: Seal, { counts }: PlanSummary, risk: Risk) {
  const { planSha256, digests } = seal;
  const payload = { planSha256, semanticDigest: digests.semantic, counts, risk: risk.class };
  await publishEvent(db, run.orgId, `run:${run.id}`, { type: 'plan.sealed', payload }, `plan.sealed:${planSha256}`);
}
