/** Applies a sealed plan, and looks afterwards whether reality is as planned. */
import { AuroraError } from '../../platform/errors.ts';
import { type ApplyCounts, type ApplyEvent, parseApplyLine } from './apply-events.ts';
import { runTerraform, type TerraformRun } from './command.ts';
import { initialise } from './init.ts';
import { planRevision } from './plan.ts';
import type { PlanJson } from './plan-json.ts';
import type { SecretSet } from './redact.ts';
import type { Workspace } from './workspace.ts';

export type ApplyInput = {
  /** Prepared with the plan's own lock file and the writing credentials. */
  workspace: Workspace;
  /** The decrypted plan, its digest checked by the caller. */
  planFile: string;
  /** The workspace was initialised a moment ago, by the verifying plan. */
  initialised?: boolean;
  secrets: SecretSet;
  onEvent: (event: ApplyEvent) => void;
  /** Called once, when Terraform's apply has been started. From here on reality may have changed. */
  onStarted?: () => void;
  signal?: AbortSignal;
  /** Default 2 hours. */
  timeoutMs?: number;
  graceMs?: number;
};

export type ApplyResult = {
  /** partial: Terraform stopped with errors or was interrupted; the state holds what was done. */
  outcome: 'ok' | 'partial';
  interrupted: boolean;
  counts: ApplyCounts;
  /** Sentences, redacted. */
  errors: string[];
  ms: number;
};

/**
 * One attempt, never retried.
 *
 * @throws AuroraError `state_locked`, `disk_full`, `terraform_missing`, or what `init` throws: nothing was changed then,
 *   because Terraform had not begun. Once a resource was begun, the answer is `partial` instead.
 */
export async function applyPlan(input: ApplyInput): Promise<ApplyResult> {
  const { workspace, signal, secrets } = input;
  if (!input.initialised) await initialise(workspace, { signal, secrets });
  const seen = { begun: false, counts: { add: 0, change: 0, remove: 0, import: 0 }, errors: [] as string[] };
  const started = performance.now();
  const onLine = (line: string) => {
    const event = parseApplyLine(line, secrets);
    if (!event) return;
    if (event.type.startsWith('apply_')) seen.begun = true;
    if (event.type === 'apply_complete') count(seen.counts, event.action);
    if (event.type === 'change_summary' && event.counts) seen.counts = event.counts;
    if (event.type === 'diagnostic' && event.level === 'error') seen.errors.push(event.message);
    input.onEvent(event);
  };
  const failure = await runTerraform(['apply', '-json', '-input=false', input.planFile], {
    binary: workspace.binary.path,
    cwd: workspace.configDir,
    env: workspace.env,
    sessions: workspace.sessions,
    signal,
    secrets,
    onLine,
    onStarted: input.onStarted,
    timeoutMs: input.timeoutMs ?? 7_200_000,
    graceMs: input.graceMs,
    outputFile: workspace.outputFile,
    pidFile: workspace.pidFile,
  }).then(noFailure, (error: unknown) => error);
  if (failure !== null && !(failure instanceof AuroraError && seen.begun)) throw failure;

  const interrupted = failure?.code === 'cancelled';
  const errors =
    failure && (interrupted || seen.errors.length === 0) ? [...seen.errors, failure.userMessage] : seen.errors;
  return {
    outcome: failure ? 'partial' : 'ok',
    interrupted,
    counts: seen.counts,
    errors,
    ms: Math.round(performance.now() - started),
  };
}

const noFailure = (_run: TerraformRun) => null;

/** Until Terraform's own summary comes, which it leaves out when it stops with an error. */
function count(counts: ApplyCounts, action?: string): void {
  if (action === 'create') counts.add += 1;
  if (action === 'update') counts.change += 1;
  if (action === 'delete') counts.remove += 1;
}

/** A look after an apply, without a lock and without a change: give its JSON to `realDrift`. */
export async function planRefreshOnly(input: {
  workspace: Workspace;
  signal?: AbortSignal;
  secrets?: SecretSet;
}): Promise<PlanJson> {
  const { planJson } = await planRevision({ ...input, kind: 'apply', refreshOnly: true, lock: false });
  return planJson;
}
