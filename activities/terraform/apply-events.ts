import type { SecretSet } from './redact.ts';

export type ApplyEvent = {
  type:
    | 'apply_start'
    | 'apply_progress'
    | 'apply_complete'
    | 'apply_errored'
    | 'diagnostic'
    | 'change_summary'
    | 'outputs'
    | 'log';
  level: 'info' | 'warn' | 'error';
  /** One sentence, redacted. */
  message: string;
  address?: string;
  action?: string;
  elapsedSeconds?: number;
  idValue?: string;
  counts?: { add: number; change: number; remove: number; import: number };
};
/** Null for a line that people need not see (version, drift noise). */
export function parseApplyLine(_line: string, _secrets: SecretSet): ApplyEvent | null {
  throw new Error('not built yet');
}
