/**
 * Takes one revision of a project to reality: plan, people, apply, proof.
 *
 * History holds ids and digests only. The run's state is written by `runStore.moveRun` alone, and only from here,
 * so the database and the history cannot tell two stories.
 */
import {
  CancellationScope,
  isCancellation,
  patched,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { codifiedStore, engines, inventoryStore, runStore, terraform } from './activities.ts';
import { DecisionInbox } from './decision-inbox.ts';
import { reasonOf } from './failures.ts';
import {
  type ApplyResult,
  cancelRun,
  type ProvisioningRunInput,
  type RunOutcome,
  type RunState,
  type RunStatus,
  runStatus,
} from './messages.ts';
import { ProjectTurn } from './project-turn.ts';
import { searchAttributes } from './search-attributes.ts';

export async function provisioningRun(run: ProvisioningRunInput): Promise<RunOutcome> {
  const status: RunStatus = { state: 'queued', planSha256: null };
  const decisions = new DecisionInbox(run);
  const turn = new ProjectTurn(run);
  const engine = engines[run.engine ?? 'terraform'];
  const body = new CancellationScope();
  let cancelRequest: string | null = null;
  let begun = false;

  const showState = stateToSearchBy();
  setHandler(runStatus, () => status);
  setHandler(cancelRun, ({ requestId }) => {
    cancelRequest = requestId;
    body.cancel();
  });

  async function enter(state: RunState, reason: string | null = null): Promise<RunOutcome> {
    await runStore.moveRun({ ...run, state, reason });
    status.state = state;
    showState(state);
    return { runId: run.runId, state, reason };
  }

  async function toReality(): Promise<RunOutcome> {
    if (run.kind !== 'plan') await turn.take();

    await enter('gating');
    const gate = await engine.gateRevision(run);
    if (!gate.ok) return enter('failed', gate.reason);

    await enter('planning');
    const plan = await engine.planAndSeal(run);
    if (plan.kind === 'refused') return enter('failed', plan.reason);
    if (plan.kind === 'no_changes') return enter('no_changes');
    status.planSha256 = plan.planSha256;

    await enter('evaluating');
    const terms = await runStore.evaluateRun(run);
    if (run.kind === 'plan') return enter('planned');

    await enter('awaiting_approval');
    const verdict = await decisions.until(terms);
    if (verdict.kind !== 'approved') return enter(verdict.kind, verdict.reason);
    await enter('approved');

    // Reality may have moved while people thought: applying would overwrite it without a word.
    await enter('verifying');
    const check = await engine.verifyPlan(run);
    if (!check.holds) return enter('stale', check.reason);

    await enter('applying');
    begun = true;
    const applied = await applySealed(plan.planSha256);
    if (applied.kind !== 'applied') return enter(applied.kind, applied.reason);
    return enter('applied', await engine.proveApplied(run));
  }

  /** One attempt. When it does not come back with an answer, look at state, lock and cloud instead of trying again. */
  async function applySealed(planSha256: string): Promise<ApplyResult> {
    try {
      return await engine.applyPlan({ ...run, planSha256 });
    } catch (error) {
      return await CancellationScope.nonCancellable(() => engine.reconcileRun({ ...run, because: reasonOf(error) }));
    }
  }

  /** While the project's turn is held, so that what the state holds now is this run's doing. */
  async function rememberState(): Promise<void> {
    // What was applied to a cluster is kept object by object: there is no state of Terraform to read.
    if (!begun || run.engine === 'kubernetes' || !patched('remember-state')) return;
    try {
      await codifiedStore.refreshState({ orgId: run.orgId, projectId: run.projectId });
    } catch {
      // The run has ended as it has. The next reading attributes what this one could not.
    }
  }

  /** What is there now is not what the inventory last saw: look again, so that it shows at once. */
  async function lookAgain(): Promise<void> {
    if (begun && patched('sync-after-run'))
      await inventoryStore.syncAfterRun({ orgId: run.orgId, projectId: run.projectId });
  }

  async function endOf(error: unknown): Promise<RunOutcome> {
    if (!isCancellation(error)) return enter('failed', reasonOf(error));
    const request = await runStore.readStopRequest({ ...run, requestId: cancelRequest });
    return enter(request.state, request.reason);
  }

  try {
    return await body.run(toReality);
  } catch (error) {
    return await CancellationScope.nonCancellable(() => endOf(error));
  } finally {
    await CancellationScope.nonCancellable(async () => {
      await decisions.refuseTheRest();
      await rememberState();
      await turn.giveBack();
      await runStore.announceEnd(run);
      await terraform.cleanUp(run);
      await lookAgain();
    });
  }
}

/** Only where the run was started with attributes: one that Temporal does not know would stop it. Decided once, at its start. */
function stateToSearchBy(): (state: RunState) => void {
  const known = workflowInfo().typedSearchAttributes.get(searchAttributes.run) !== undefined;
  if (!known || !patched('run-state-attribute')) return () => undefined;
  const show = (value: RunState) => upsertSearchAttributes([{ key: searchAttributes.runState, value }]);
  show('queued');
  return show;
}
