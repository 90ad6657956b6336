import { writeFile } from 'node:fs/promises';
import { AuroraError } from '../../../platform/errors.ts';
import type { ApplyResult, ProvisioningRunInput } from '../../../workflows/messages.ts';
import { beforeChange } from '../../before-change.ts';
import type { WorkerDeps } from '../../deps.ts';
import { type ApplyInput, applyPlan } from '../apply.ts';
import { collectSecrets } from '../redact.ts';
import { applyLog } from './apply-log.ts';
import { openWorkspace, readRunFacts } from './run-files.ts';
import { getSealed } from './sealed-plan.ts';
import { takeVerified } from './verified-workspaces.ts';

const errorsInReason = 3;

/**
 * Applies the sealed plan, once. The only activity with write credentials, for its own duration.
 *
 * @param input.planSha256 hex SHA-256 of the plan that was approved; anything else in S3 is refused
 * @returns what came of it; a failure of Terraform is an answer, and only a dead worker or a lost
 *   server is a failure of the activity, after which the workflow reconciles
 * @throws AuroraError `plan_tampered` when the stored bytes differ, before anything is done
 */
export async function applySealedPlan(
  deps: WorkerDeps,
  input: ProvisioningRunInput & { planSha256: string },
  signal: AbortSignal,
  phase: (name: string) => void,
): Promise<ApplyResult> {
  const facts = await readRunFacts(deps, input);
  const prepare = async () => {
    const sealed = await getSealed(deps, facts.run, input.planSha256);
    const verified = await takeVerified(deps, facts, signal);
    const { lockFile } = sealed;
    return {
      ...sealed,
      verified,
      workspace: verified ?? (await openWorkspace(deps, facts, { step: 'apply', lockFile, signal })),
    };
  };
  const { plan, planJson, verified, workspace } = await beforeChange(deps, input, prepare, signal);
  await writeFile(workspace.planFile, plan, { mode: 0o600 });
  const log = applyLog(deps, input);
  const result = await orNotBegun(signal, {
    workspace,
    planFile: workspace.planFile,
    initialised: verified !== null,
    secrets: collectSecrets(planJson),
    onEvent: log.push,
    onStarted: () => {
      phase('applying');
      log.say('Terraform started to apply the approved plan.');
    },
    signal,
  });
  await log.end();
  if ('notBegun' in result) return { kind: 'failed', reason: result.notBegun };
  if (result.outcome === 'ok') return { kind: 'applied' };
  const { add, change, remove } = result.counts;
  const done = add + change + remove + result.counts.import;
  const why = result.interrupted ? 'It was interrupted.' : result.errors.slice(0, errorsInReason).join(' ');
  if (done === 0 && !result.interrupted) return { kind: 'failed', reason: `Nothing was changed. ${why}` };
  return { kind: 'partial', reason: `${add} created, ${change} changed, ${remove} destroyed, then it stopped. ${why}` };
}

/**
 * What Terraform refused before it began is an answer: nothing was changed. A lock is left to reconcile, which waits
 * for it and lets a person release it.
 */
async function orNotBegun(
  signal: AbortSignal,
  input: ApplyInput,
): Promise<Awaited<ReturnType<typeof applyPlan>> | { notBegun: string }> {
  try {
    return await applyPlan(input);
  } catch (error) {
    if (!(error instanceof AuroraError) || signal.aborted || error.code === 'state_locked') throw error;
    return { notBegun: `Nothing was changed. ${error.userMessage}` };
  }
}
