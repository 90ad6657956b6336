import type { RevisionFiles } from './files.ts';

export type GatePolicy = {
  /** `namespace/name`; default hashicorp/aws. The built-in terraform provider is always allowed. */
  allowedProviders?: string[];
  /** `namespace/*` or `namespace/name/provider`; default none. */
  allowedModules?: string[];
  /** Accounts that a provider may assume a role in. */
  ownAccounts?: string[];
  /** Most instances of one resource or module, by count or for_each. */
  maxInstances?: number;
};
export type GateFinding = { rule: string; message: string; file: string; address?: string; line?: number };
export type GateResult = { ok: boolean; findings: GateFinding[] };
export type GateOptions = {
  policy?: GatePolicy;
  symlinks?: Record<string, string>;
  /** Values of root variables for this run: paths that depend on them can then be resolved. */
  variables?: Record<string, unknown>;
};
export async function gateRevision(_files: RevisionFiles, _options: GateOptions = {}): Promise<GateResult> {
  throw new Error('not built yet');
}
