/**
 * After an apply that did not come back with an answer: its worker died, or was cut off.
 *
 * Never applies again. Looks at the lock, the state and the cloud, and says what it found, so that a person can go on:
 * an orphaned Terraform may still be at work, so it is waited for, or its lock where it is not of this machine; then a
 * plan tells what is left to do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import { publishEvent } from '../../../db/events.ts';
import { runs } from '../../../db/schema/index.ts';
import { AuroraError, errorText } from '../../../platform/errors.ts';
import type { ApplyResult, ProvisioningRunInput, RunState } from '../../../workflows/messages.ts';
import { renewed } from '../../clouds/aws/renewed.ts';
import type { RenewKeys } from '../../clouds/credentials.ts';
import type { WorkerDeps } from '../../deps.ts';
import { planRevision } from '../plan.ts';
import { collectSecrets } from '../redact.ts';
import { semanticDigest } from '../seal.ts';
import { readLock, readStateFacts, type StateFacts, type StateLock } from '../state.ts';
import { summarisePlan } from '../summary.ts';
import { stateKey } from '../workspace.ts';
import { catchUpLog } from './apply-log.ts';
import { isLeftBehind, type Orphan, settleOrphan } from './orphan.ts';
import { changesAnything } from './plan-and-seal.ts';
import { credentialsFor, inWorkspace, type RunFacts, readRunFacts, runFolder } from './run-files.ts';
import { getSealed } from './sealed-plan.ts';

const lockPatienceMs = 60_000;
const lockPollMs = 2_000;

export async function reconcile(
  deps: WorkerDeps,
  input: ProvisioningRunInput & { because: string },
  signal: AbortSignal,
): Promise<ApplyResult> {
  const facts = await readRunFacts(deps, input);
  const orphan = await settleOrphan(runFolder(deps, input.runId), sessionsOfApply(deps, facts));
  await tellTheRest(deps, facts, input);
  const lock = await waitForLock(deps, facts, orphan, signal);
  const state = await readIfThere(deps, stateKey(facts.run.projectId), readStateFacts);
  const finding = await compare(deps, facts, input, signal);
  const text = [input.because, finding.text, lockText(lock)].filter(Boolean).join(' ');
  await record(deps, facts, { kind: finding.kind, lock, state, text });
  return finding.kind === 'applied' ? { kind: 'applied' } : { kind: finding.kind, reason: text };
}

/** Asked for only by an orphan that lives: it goes on with the apply that people approved, and needs what that had. */
function sessionsOfApply(deps: WorkerDeps, facts: RunFacts): RenewKeys | undefined {
  if (facts.connection?.credential !== 'aws_role') return undefined;
  return renewed(async () => {
    const keys = await credentialsFor(deps, facts, { step: 'apply' });
    if (!keys) throw new Error('a role has sessions');
    return keys;
  });
}

/** What Terraform wrote after its worker died is in a file of this machine, if anywhere. */
async function tellTheRest(deps: WorkerDeps, { run }: RunFacts, input: ProvisioningRunInput): Promise<void> {
  if (!run.seal) return;
  try {
    const { planJson } = await getSealed(deps, run, run.seal.planSha256);
    await catchUpLog(deps, input, collectSecrets(planJson));
  } catch (error) {
    deps.log.warn({ runId: run.id }, `the rest of the log was not published: ${errorText(error)}`);
  }
}

type Finding = { kind: ApplyResult['kind']; text: string };

/** What a plan made now would still do tells how far the apply got. Reads only, and leaves the lock alone. */
async function compare(
  deps: WorkerDeps,
  facts: RunFacts,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<Finding> {
  const { seal } = facts.run;
  if (!seal) return { kind: 'failed', text: 'Nothing was applied: there was no sealed plan.' };
  try {
    const { lockFile } = await getSealed(deps, facts.run, seal.planSha256);
    const kind = input.kind === 'destroy' ? 'destroy' : 'apply';
    const { planJson } = await inWorkspace(deps, facts, { step: 'reconcile', lockFile, signal }, (workspace) =>
      planRevision({ workspace, kind, signal, lock: false }),
    );
    const left = summarisePlan(planJson);
    if (!changesAnything(left))
      return { kind: 'applied', text: 'Everything of the plan is there: the apply had come to its end.' };
    if (semanticDigest(planJson) === seal.semanticDigest) {
      return {
        kind: 'failed',
        text: 'The state holds nothing of this plan. What Terraform made in its last moments may exist without being in the state: look at the account before you plan again.',
      };
    }
    const names = left.changes.map((one) => one.address).join(', ');
    return { kind: 'partial', text: `A part was applied. Still to do: ${names}. Planning again shows the rest.` };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || signal.aborted) throw error;
    return { kind: 'partial', text: `How far it got could not be told by a plan: ${error.userMessage}` };
  }
}

/** A Terraform whose worker died may go on by itself for a while: its lock says so. */
async function waitForLock(
  deps: WorkerDeps,
  facts: RunFacts,
  orphan: Orphan,
  signal: AbortSignal,
): Promise<StateLock | null> {
  const key = `${stateKey(facts.run.projectId)}.tflock`;
  const until = Date.now() + lockPatienceMs;
  for (;;) {
    const lock = await readIfThere(deps, key, readLock);
    if (!lock || isLeftBehind(lock, orphan) || Date.now() > until) return lock;
    await sleep(lockPollMs, undefined, { signal });
  }
}

async function readIfThere<Facts>(
  { storage }: WorkerDeps,
  key: string,
  read: (text: string) => Facts,
): Promise<Facts | null> {
  try {
    return read(await storage.stateBucket.getText(key));
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return null;
    throw error;
  }
}

const lockText = (lock: StateLock | null) =>
  lock
    ? `The state is still locked by ${lock.owner}, since ${Math.round(lock.ageSeconds)} seconds. If that Terraform is dead, release the lock from this page, then plan again.`
    : 'The state is not locked.';

async function record(
  { db }: WorkerDeps,
  { run }: RunFacts,
  found: { kind: RunState; lock: StateLock | null; state: StateFacts | null; text: string },
): Promise<void> {
  const lock = found.lock && { owner: found.lock.owner, ageSeconds: found.lock.ageSeconds };
  const facts = {
    serial: found.state?.serial ?? null,
    resources: found.state?.resources.length ?? 0,
    text: found.text,
  };
  const reconcileRecord = { ...facts, lock: lock && { ...lock, id: found.lock?.id ?? '' } };
  await inOrg(db, { orgId: run.orgId }, (tx) =>
    tx.update(runs).set({ reconcile: reconcileRecord }).where(eq(runs.id, run.id)),
  );
  const event = { type: 'run.reconciled', payload: { state: found.kind, lock, ...facts } } as const;
  await publishEvent(db, run.orgId, `run:${run.id}`, event, 'run.reconciled');
}
