import type { PlanJson } from './plan-json.ts';
import type { Workspace } from './workspace.ts';

export type PlanInput = {
  workspace: Workspace;
  kind: 'apply' | 'destroy';
  replace?: string[];
  onProgress?: (progress: { phase: 'init' | 'plan' | 'show'; line?: string }) => void;
  signal?: AbortSignal;
  /** Most milliseconds of each Terraform call; default 15 minutes. */
  timeoutMs?: number;
};
export type PlanResult = {
  planFile: string;
  planJson: PlanJson;
  /** Text of .terraform.lock.hcl after init. */
  lockFile: string;
  timings: { initMs: number; planMs: number; showMs: number };
};
export async function planRevision(_input: PlanInput): Promise<PlanResult> {
  throw new Error('not built yet');
}
