/** A run's events as lines for a terminal. */
import { styleText } from 'node:util';
import type { Event, Run } from '../web/lib/api-types.generated.ts';
import { clean } from './clean.ts';

export type RunState = Run['state'];

const ended: RunState[] = [
  'no_changes',
  'planned',
  'applied',
  'partial',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
];
const well: RunState[] = ['no_changes', 'planned', 'applied'];

export const isOver = (state: RunState): boolean => ended.includes(state);
/** As it was wanted: a script may go on. */
export const wentWell = (state: RunState): boolean => well.includes(state);

export const stateText = (state: string): string => state.replaceAll('_', ' ');

const stateLine = (state: string, reason: string | null) => `  run: ${stateText(state)}${reason ? ` (${reason})` : ''}`;

/** @returns null for what a terminal need not show */
export function runLine(event: Event['event']): string | null {
  const line = lineOf(event);
  return line === null ? null : styleText('dim', clean(line));
}

function lineOf({ type, payload }: Event['event']): string | null {
  if (type === 'run.state') return stateLine(payload.state, payload.reason);
  if (type === 'run.waiting') return `  waiting: ${payload.position} before it`;
  if (type === 'plan.progress' && payload.step === 'wait') return `  waiting: ${payload.text}`;
  if (type === 'gate.finding') return `  gate: ${payload.file}: ${payload.message}`;
  if (type === 'apply.log') return `  apply: ${payload.message}`;
  if (type === 'approval.recorded') {
    const did = payload.decision === 'approve' ? 'approved' : 'rejected';
    return `  ${payload.userName} ${did}${payload.counted ? '' : `, which does not count: ${payload.refusal}`}`;
  }
  if (type === 'run.reconciled') return `  found afterwards: ${payload.text}`;
  return null;
}
