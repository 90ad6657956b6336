/** The lines of `terraform apply -json`, made small and safe for the live log. */
import { inWords } from './command-failure.ts';
import { toDiagnostic } from './diagnostics.ts';
import { redactText, type SecretSet } from './redact.ts';

export type ApplyCounts = { add: number; change: number; remove: number; import: number };

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
  /** create, update, delete, read, noop. */
  action?: string;
  elapsedSeconds?: number;
  /** The id the cloud gave, redacted. */
  idValue?: string;
  counts?: ApplyCounts;
};

type Hook = {
  resource?: { addr?: string };
  action?: string;
  elapsed_seconds?: number;
  id_value?: string;
};

/** Format: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
type RawLine = {
  '@level'?: string;
  '@message'?: string;
  type?: string;
  hook?: Hook;
  diagnostic?: Parameters<typeof toDiagnostic>[0];
  changes?: { add?: number; change?: number; remove?: number; import?: number; operation?: string };
  outputs?: Record<string, { sensitive?: boolean }>;
};

/** Terraform's own words for what people have seen in the plan, or need not see. */
const left = new Set(['version', 'planned_change', 'resource_drift', 'refresh_start', 'refresh_complete']);

/** @returns null for a line that people need not see */
export function parseApplyLine(line: string, secrets: SecretSet): ApplyEvent | null {
  const raw = parse(line);
  if (!raw) return line.trim() ? { type: 'log', level: 'info', message: redactText(line.trim(), secrets) } : null;
  if (raw.type && left.has(raw.type)) return null;
  const event = toEvent(raw);
  const idValue = event.idValue === undefined ? {} : { idValue: redactText(event.idValue, secrets) };
  return { ...event, ...idValue, message: redactText(event.message, secrets) };
}

function parse(line: string): RawLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as RawLine;
  } catch {
    return null;
  }
}

function toEvent(raw: RawLine): ApplyEvent {
  const message = raw['@message'] ?? '';
  const level = raw['@level'] === 'error' ? 'error' : raw['@level'] === 'warn' ? 'warn' : 'info';
  switch (raw.type) {
    case 'apply_start':
    case 'apply_progress':
    case 'apply_complete':
    case 'apply_errored':
      return { type: raw.type, level: raw.type === 'apply_errored' ? 'error' : level, message, ...hookFacts(raw.hook) };
    case 'diagnostic':
      return diagnosticEvent(raw);
    case 'change_summary': {
      const { add = 0, change = 0, remove = 0, import: imported = 0 } = raw.changes ?? {};
      return { type: 'change_summary', level, message, counts: { add, change, remove, import: imported } };
    }
    case 'outputs':
      // Values are read from the state when somebody asks; here they could be secrets nobody marked.
      return { type: 'outputs', level, message: `Outputs: ${Object.keys(raw.outputs ?? {}).join(', ') || 'none'}.` };
    default:
      return { type: 'log', level, message };
  }
}

function hookFacts(hook: Hook = {}): Partial<ApplyEvent> {
  return {
    ...(hook.resource?.addr ? { address: hook.resource.addr } : {}),
    ...(hook.action ? { action: hook.action } : {}),
    ...(hook.elapsed_seconds === undefined ? {} : { elapsedSeconds: hook.elapsed_seconds }),
    ...(hook.id_value ? { idValue: hook.id_value } : {}),
  };
}

function diagnosticEvent(raw: RawLine): ApplyEvent {
  const diagnostic = toDiagnostic(raw.diagnostic ?? {});
  return {
    type: 'diagnostic',
    level: diagnostic.level === 'error' ? 'error' : 'warn',
    message: inWords(diagnostic),
    ...(diagnostic.address ? { address: diagnostic.address } : {}),
  };
}
