import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { planRefreshOnly } from '../apply.ts';
import { realDrift } from '../drift.ts';
import { progressOf } from './progress.ts';
import { inWorkspace, readRunFacts } from './run-files.ts';
import { getSealed } from './sealed-plan.ts';

/**
 * Looks at the cloud once more after an apply: what is there must be what was applied.
 *
 * @returns null when it is, else what differs, in words; the run has been applied all the same
 */
export async function proveRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<string | null> {
  const facts = await readRunFacts(deps, input);
  const { lockFile } = await getSealed(deps, facts.run, facts.run.seal?.planSha256 ?? '');
  const progress = progressOf(deps, input);
  progress('prove', 'Comparing the account with what was applied');
  const options = { step: 'prove', lockFile, signal } as const;
  const planJson = await inWorkspace(deps, facts, options, (workspace) => planRefreshOnly({ workspace, signal }));
  const drift = realDrift(planJson);
  if (drift.length === 0) {
    progress('prove', 'The account is as it was applied: no drift');
    return null;
  }
  const names = drift.map((one) => one.address).join(', ');
  return `Applied, but the account already differs from it: ${names}. Somebody or something changes it outside Terraform.`;
}
