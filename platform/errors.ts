/**
 * The one class for what can go wrong, so that every failure says two things: what to tell people,
 * and whether trying again can help. `api/plugins/problems.ts` maps it to HTTP, `activities/failures.ts` to Temporal.
 */

/** Error codes and the HTTP status each stands for. A code is stable: scripts may rely on it. */
export const errorStatus = {
  bad_request: 400,
  unauthenticated: 401,
  /** The password was right; a code of the second step is asked for. */
  totp_required: 401,
  forbidden: 403,
  /** Whoever asks may do it, and has to prove again first that it is them. */
  step_up_required: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  unprocessable: 422,
  rate_limited: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,

  config_invalid: 500,
  dependency_unavailable: 503,
  disk_full: 507,

  gate_refused: 422,
  terraform_failed: 422,
  terraform_missing: 500,
  plan_tampered: 409,
  plan_digest_mismatch: 409,
  state_locked: 423,
  apply_interrupted: 500,
  illegal_transition: 409,

  model_unknown: 422,
  model_key_rejected: 502,
  model_overloaded: 503,
  model_failed: 502,
  credentials_rejected: 422,
  cloud_throttled: 503,
  /** One listing or action that the account's keys may not do; others go on. */
  cloud_denied: 422,
  /** A provider no longer takes a page's cursor: that listing starts over. */
  cursor_expired: 409,
  cloud_failed: 502,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export type AuroraErrorInput = {
  code: ErrorCode;
  /** Whether the same call may succeed later without anyone changing anything. */
  retryable: boolean;
  /** What happened, what it means, what to do. Shown to people: no secrets, no stack, no internals. */
  userMessage: string;
  /** Structured facts for people and scripts, such as the findings of a gate. No secrets. */
  details?: Record<string, unknown>;
  /** Milliseconds to wait before a retry, where the other side said so (Retry-After). */
  retryAfterMs?: number;
  cause?: unknown;
};

export class AuroraError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly userMessage: string;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(input: AuroraErrorInput) {
    super(input.userMessage, { cause: input.cause });
    this.name = 'AuroraError';
    this.code = input.code;
    this.retryable = input.retryable;
    this.userMessage = input.userMessage;
    this.details = input.details;
    this.retryAfterMs = input.retryAfterMs;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** Not found, and forbidden where telling the two apart would tell that something exists. */
export const notFound = (what: string) =>
  new AuroraError({
    code: 'not_found',
    retryable: false,
    userMessage: `There is no such ${what}, or you may not see it.`,
  });

export const conflict = (userMessage: string, details?: Record<string, unknown>) =>
  new AuroraError({ code: 'conflict', retryable: false, userMessage, details });

/** The text of any thrown value, for logs. Never for people: use `userMessage` for them. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
