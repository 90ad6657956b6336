/** A run's stream, from queue to proof, as the lines and gauges of its page. Pure. */
import type { Event } from './api-types.generated.ts';
import type { AnyEvent, RunState } from './types.ts';

export type LogLine = {
  /** Of the event and of the line within it. */
  id: string;
  at: string;
  tone: 'plain' | 'step' | 'state' | 'good' | 'warn' | 'bad';
  text: string;
  address: string | null;
};

export type ResourceProgress = {
  address: string;
  action: string;
  status: 'running' | 'done' | 'failed';
  startedAt: string;
  elapsedSeconds: number | null;
};

export type RunLog = {
  lastSeq: number;
  lines: LogLine[];
  /** In the order in which Terraform began them. */
  resources: ResourceProgress[];
  findings: Extract<AnyEvent, { type: 'gate.finding' }>['payload'][];
  waiting: { position: number; blockedBy: string | null } | null;
  state: RunState | null;
};

type ApplyLine = Extract<AnyEvent, { type: 'apply.log' }>['payload'];

export const emptyRunLog: RunLog = { lastSeq: 0, lines: [], resources: [], findings: [], waiting: null, state: null };

/** Adds a batch; what was seen already is dropped. Copies the lines once for the batch, not once a line. */
export function withRunEvents(log: RunLog, events: readonly Event[]): RunLog {
  if (!events.some(({ seq }) => seq > log.lastSeq)) return log;
  const next = { ...log, lines: [...log.lines], resources: [...log.resources], findings: [...log.findings] };
  for (const event of events) {
    if (event.seq <= next.lastSeq) continue;
    add(next, event);
    next.lastSeq = event.seq;
  }
  return next;
}

const stateText = (state: RunState, reason: string | null) =>
  `${state.replaceAll('_', ' ')}${reason ? `: ${reason}` : ''}`;

/** Changes the copy it is given. */
function add(log: RunLog, { seq, at, event }: Event): void {
  note(log, event, at);
  const row = rowOf(event);
  if (!row) return;
  const { tone, text, address = null } = row;
  // One row a line, so that the view can reckon with rows of one height.
  const lines = text.replace(/\n+$/, '').split('\n');
  for (const [number, line] of lines.entries())
    log.lines.push({ id: `${seq}.${number}`, at, tone, text: line, address });
}

/** What an event changes beside the lines. */
function note(log: RunLog, event: AnyEvent, at: string): void {
  if (event.type === 'run.state') {
    log.state = event.payload.state;
    if (log.state !== 'queued') log.waiting = null;
  }
  if (event.type === 'run.waiting') log.waiting = event.payload;
  if (event.type === 'gate.finding') log.findings.push(event.payload);
  if (event.type === 'apply.log') gauge(log, event.payload, at);
}

function rowOf(event: AnyEvent): { tone: LogLine['tone']; text: string; address?: string | null } | null {
  switch (event.type) {
    case 'run.state':
      return { tone: 'state', text: stateText(event.payload.state, event.payload.reason) };
    case 'gate.finding': {
      const { message, file, line, rule, address } = event.payload;
      return { tone: 'bad', text: `${file}${line === null ? '' : `:${line}`}  ${message} (${rule})`, address };
    }
    case 'plan.progress':
      return { tone: 'step', text: `${event.payload.step}: ${messageIn(event.payload.text)}` };
    case 'plan.sealed':
      return { tone: 'good', text: `Plan sealed: ${event.payload.planSha256}` };
    case 'approval.recorded': {
      const { userName, decision, counted, refusal, comment } = event.payload;
      const said = `${userName} ${decision === 'approve' ? 'approved' : 'rejected'}`;
      const why = `${counted ? '' : `, not counted: ${refusal}`}${comment ? ` (${comment})` : ''}`;
      return { tone: counted ? 'good' : 'warn', text: said + why };
    }
    case 'apply.log':
      return { tone: toneOf(event.payload), text: event.payload.message, address: event.payload.address };
    case 'run.reconciled':
      return { tone: 'warn', text: event.payload.text };
    case 'lock.released':
      return { tone: 'warn', text: 'A person released the lock of the state.' };
    default:
      return null;
  }
}

/** Terraform's `-json` output is lines of JSON with the words for people in `@message`. */
function messageIn(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const { '@message': message } = JSON.parse(text) as { '@message'?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}

function toneOf({ level, kind }: ApplyLine): LogLine['tone'] {
  if (level === 'error') return 'bad';
  if (level === 'warn') return 'warn';
  return kind === 'apply_complete' ? 'good' : 'plain';
}

/** https://developer.hashicorp.com/terraform/internals/machine-readable-ui, "Operation messages". */
function gauge(log: RunLog, { kind, address, action, elapsedSeconds }: ApplyLine, at: string): void {
  if (address === null || !kind.startsWith('apply_')) return;
  const status = kind === 'apply_complete' ? 'done' : kind === 'apply_errored' ? 'failed' : 'running';
  // A replacement is two operations on one address: the second begins after the first is done.
  const open = log.resources.findLastIndex((one) => one.address === address && one.status === 'running');
  const known = log.resources[open];
  if (known) {
    log.resources[open] = { ...known, status, elapsedSeconds: elapsedSeconds ?? known.elapsedSeconds };
    return;
  }
  log.resources.push({ address, action: action ?? 'change', status, startedAt: at, elapsedSeconds });
}

export const progressOf = ({ resources }: RunLog) => ({
  done: resources.filter((one) => one.status === 'done').length,
  failed: resources.filter((one) => one.status === 'failed').length,
  running: resources.filter((one) => one.status === 'running').length,
});
