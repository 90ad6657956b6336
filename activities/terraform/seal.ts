import type { RevisionFiles } from './files.ts';
import type { PlanJson } from './plan-json.ts';

export type Seal = {
  /** Hex SHA-256 of the plan file in clear: what people approve. */
  planSha256: string;
  digests: {
    files: string;
    variables: string;
    lockFile: string;
    /** `registry.terraform.io/hashicorp/aws` to version. */
    providers: Record<string, string>;
    /** Null when the project has no state yet. */
    state: { lineage: string; serial: number } | null;
    semantic: string;
  };
};
export type SealInput = {
  plan: Uint8Array;
  planJson: PlanJson;
  files: RevisionFiles;
  variables?: Record<string, unknown>;
  lockFile: string;
};
export async function sealPlan(_input: SealInput): Promise<Seal> {
  throw new Error('not built yet');
}
export function semanticDigest(_planJson: PlanJson): string {
  throw new Error('not built yet');
}
/** 32 bytes and the name it is found by. */
export type PlanKey = { id: string; bytes: Uint8Array };
export function encryptPlan(_plan: Uint8Array, _key: PlanKey, _runId: string): Uint8Array {
  throw new Error('not built yet');
}
/** @throws AuroraError plan_tampered when a byte, the key or the run differs */
export function decryptPlan(
  _sealed: Uint8Array,
  _key: PlanKey | ((id: string) => PlanKey),
  _runId: string,
): Uint8Array {
  throw new Error('not built yet');
}
