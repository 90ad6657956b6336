/** Binds a decision to the exact bytes of a plan, and keeps those bytes secret. */
import { createHash } from 'node:crypto';
import { AuroraError } from '../../platform/errors.ts';
import { digestFiles, type RevisionFiles } from './files.ts';
import type { PlanJson } from './plan-json.ts';
import { readPlanState } from './plan-state.ts';
import { lockedVersions } from './provider-lock.ts';
import { semanticDigest } from './semantic-digest.ts';
import { canonical } from './values.ts';

export { decryptPlan, encryptPlan, type PlanKey } from './plan-encryption.ts';
export { semanticDigest } from './semantic-digest.ts';

export type Seal = {
  /** Hex SHA-256 of the plan file in clear: what people approve. */
  planSha256: string;
  terraformVersion: string;
  /** Hex SHA-256 each, where not said otherwise. */
  digests: {
    files: string;
    variables: string;
    lockFile: string;
    /** `registry.terraform.io/hashicorp/aws` to version. */
    providers: Record<string, string>;
    /** The state that was planned from; null when the project has none yet. */
    state: { lineage: string; serial: number } | null;
    semantic: string;
  };
};

export type SealInput = {
  /** The bytes of the plan file. */
  plan: Uint8Array;
  planJson: PlanJson;
  files: RevisionFiles;
  variables?: Record<string, unknown>;
  /** The full one, `PlanResult.lockFile`. */
  lockFile: string;
};

export function sealPlan(input: SealInput): Seal {
  return {
    planSha256: planDigest(input.plan),
    terraformVersion: input.planJson.terraform_version,
    digests: {
      files: digestFiles(input.files),
      variables: sha256(canonical(input.variables ?? {})),
      lockFile: sha256(input.lockFile),
      providers: lockedVersions(input.lockFile),
      state: readPlanState(input.plan),
      semantic: semanticDigest(input.planJson),
    },
  };
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Hex SHA-256 of a plan file. */
export const planDigest = (plan: Uint8Array): string => sha256(plan);

/** @throws AuroraError `plan_tampered` when the bytes are not the approved ones */
export function assertPlan(plan: Uint8Array, planSha256: string): void {
  if (planDigest(plan) === planSha256) return;
  throw new AuroraError({
    code: 'plan_tampered',
    retryable: false,
    userMessage:
      'The stored plan is not the one that was approved: its digest differs. Nothing was applied. Plan again, and find out who can write to the plan bucket.',
  });
}
