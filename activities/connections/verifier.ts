/**
 * What looks at one kind of connection, step by step. Each step is an activity of its own, so that people see how far
 * a look got, and a worker that dies repeats one question and not all.
 */
import type { CheckStepName, ConnectionSettings, CredentialKind } from '../../db/model/connections.ts';

/** What a step may know. `secret` is read for this step alone; it never leaves it. */
export type Looked = {
  orgId: string;
  connectionId: string;
  credential: CredentialKind;
  settings: ConnectionSettings;
  /** Empty as long as nobody knows it. */
  accountId: string;
  region: string;
  /** Of an emulated account. */
  endpoint?: string;
  secret: Record<string, string>;
};

export type StepFinding = {
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found, for people: "Signed in as role aurora-read of account 123456789012." */
  text: string;
  /** What to do where something is missing: which button in which console, which permission by its name. */
  remedy?: string;
  /** Facts to keep on the connection. */
  found?: { accountId?: string; regions?: string[] };
};

/**
 * A finding is an answer: expired keys, a wrong tenant or a missing permission are *findings*, never thrown.
 * Thrown is what waiting can help with (AuroraError, retryable: throttled, away), which Temporal then does.
 *
 * After a failed `reachable` or `authenticated` the steps that follow are skipped.
 */
export type ConnectionVerifier = {
  steps: readonly CheckStepName[];
  look(step: CheckStepName, at: Looked, signal: AbortSignal): Promise<StepFinding>;
};
