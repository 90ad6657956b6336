export type TerraformRun = { exitCode: number; stdout: string; stderr: string; ms: number };
export type RunTerraformOptions = {
  binary: string;
  cwd: string;
  env: Record<string, string>;
  signal?: AbortSignal;
  onLine?: (line: string) => void;
  onStderrLine?: (line: string) => void;
  timeoutMs?: number;
  graceMs?: number;
  /** Exit codes that are no failure; default [0]. */
  okCodes?: number[];
};
/** @throws AuroraError terraform_failed, state_locked, disk_full, cancelled, terraform_missing */
export async function runTerraform(_args: string[], _options: RunTerraformOptions): Promise<TerraformRun> {
  throw new Error('not built yet');
}
