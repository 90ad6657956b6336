import type { ApplyEvent } from './apply-events.ts';
import type { PlanJson } from './plan-json.ts';
import type { SecretSet } from './redact.ts';
import type { Workspace } from './workspace.ts';

export type ApplyInput = {
  workspace: Workspace;
  /** The decrypted, digest-checked plan. */
  planFile: string;
  secrets: SecretSet;
  onEvent: (event: ApplyEvent) => void;
  /** Called once, when the terraform process has been started. */
  onStarted?: () => void;
  signal?: AbortSignal;
  timeoutMs?: number;
  graceMs?: number;
};
export type ApplyResult = {
  /** ok: everything was applied; partial: Terraform stopped with errors or was interrupted. */
  outcome: 'ok' | 'partial';
  interrupted: boolean;
  counts: { add: number; change: number; remove: number; import: number };
  errors: string[];
  ms: number;
};
/** `terraform init` (cached) then `terraform apply -json <planFile>`; one attempt, never retried. */
export async function applyPlan(_input: ApplyInput): Promise<ApplyResult> {
  throw new Error('not built yet');
}
/** A refresh-only plan after an apply, for realDrift. */
export async function planRefreshOnly(_input: { workspace: Workspace; signal?: AbortSignal }): Promise<PlanJson> {
  throw new Error('not built yet');
}
