/** init, plan and show: from a workspace to a saved plan and its JSON. */
import { AuroraError } from '../../platform/errors.ts';
import { runTerraform } from './command.ts';
import { initialise } from './init.ts';
import { type PlanJson, parsePlanJson } from './plan-json.ts';
import type { SecretSet } from './redact.ts';
import type { Workspace } from './workspace.ts';

export type PlanInput = {
  workspace: Workspace;
  kind: 'apply' | 'destroy';
  /** Addresses to replace although nothing forces it. */
  replace?: string[];
  /** Refresh only, as after an apply: for `realDrift`. Changes nothing. */
  refreshOnly?: boolean;
  /** False for a look that needs no turn, such as a plan-only run. Default true. */
  lock?: boolean;
  onProgress?: (progress: PlanProgress) => void;
  signal?: AbortSignal;
  /** Of each Terraform call; default 15 minutes. */
  timeoutMs?: number;
  secrets?: SecretSet;
};

export type PlanProgress = { phase: 'init' | 'plan' | 'show'; line?: string };

export type PlanResult = {
  planFile: string;
  planJson: PlanJson;
  /** The full lock file: seal it, and give it to the workspaces of verify and apply. */
  lockFile: string;
  timings: { initMs: number; planMs: number; showMs: number };
};

/**
 * @throws AuroraError `terraform_failed`, `state_locked`, `disk_full`, `cancelled`; nothing in the cloud was changed in any case
 */
export async function planRevision(input: PlanInput): Promise<PlanResult> {
  const { workspace, signal, timeoutMs, secrets, onProgress } = input;
  const call = { signal, timeoutMs, secrets };
  const started = performance.now();

  onProgress?.({ phase: 'init' });
  const lockFile = await initialise(workspace, { ...call, onLine: (line) => onProgress?.({ phase: 'init', line }) });
  const initialised = performance.now();

  onProgress?.({ phase: 'plan' });
  const place = { ...call, binary: workspace.binary.path, cwd: workspace.configDir, env: workspace.env };
  const { sessions } = workspace;
  await runTerraform(planArguments(input), {
    ...place,
    sessions,
    onLine: (line) => onProgress?.({ phase: 'plan', line }),
  });
  const planned = performance.now();

  onProgress?.({ phase: 'show' });
  const planJson = await showPlan(workspace, call);
  const timings = {
    initMs: Math.round(initialised - started),
    planMs: Math.round(planned - initialised),
    showMs: Math.round(performance.now() - planned),
  };
  return { planFile: workspace.planFile, planJson, lockFile, timings };
}

function planArguments({ workspace, kind, replace = [], refreshOnly, lock = true }: PlanInput): string[] {
  const args = ['plan', '-json', '-input=false', `-out=${workspace.planFile}`];
  if (kind === 'destroy') args.push('-destroy');
  if (refreshOnly) args.push('-refresh-only');
  if (!lock) args.push('-lock=false');
  if (workspace.variablesFile) args.push(`-var-file=${workspace.variablesFile}`);
  for (const address of replace) args.push(`-replace=${checkedAddress(address)}`);
  return args;
}

/** module.a["x"].aws_sqs_queue.q[0]: names, dots, indexes. One argument each, so quotes reach Terraform as they are. */
const addressPattern = /^[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+|\[\d+\]|\["[^"\\\n\0]*"\])*$/;

function checkedAddress(address: string): string {
  if (addressPattern.test(address)) return address;
  throw new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `"${address.slice(0, 100)}" is no resource address, so it cannot be replaced.`,
  });
}

/** The JSON can be much larger than the plan; 512 Mi characters is the most that JavaScript takes in one string. */
const largestPlanJson = 500_000_000;

async function showPlan(
  workspace: Workspace,
  call: Pick<PlanInput, 'signal' | 'timeoutMs' | 'secrets'>,
): Promise<PlanJson> {
  const { stdout } = await runTerraform(['show', '-json', workspace.planFile], {
    ...call,
    binary: workspace.binary.path,
    cwd: workspace.configDir,
    env: workspace.env,
    maxOutput: largestPlanJson,
  });
  try {
    return parsePlanJson(stdout);
  } catch (cause) {
    throw new AuroraError({
      code: 'terraform_failed',
      retryable: false,
      userMessage:
        'Terraform showed a plan in a form that Aurora does not know. Use Terraform 1.10 or newer, or a newer Aurora.',
      cause,
    });
  }
}
