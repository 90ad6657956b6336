/** How states, risks and actions are called on pages, and in which colour. One word for one thing. */
import type { ChangeAction, Counts, RiskClass, RunEngine, RunKind, RunState, TurnState } from './types.ts';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'replace';

type Words = { label: string; tone: Tone; says: string };

export const runStateWords: Record<RunState, Words> = {
  queued: { label: 'Queued', tone: 'neutral', says: 'Waits for its turn.' },
  gating: { label: 'Checking', tone: 'info', says: 'The files are checked before anything runs.' },
  planning: { label: 'Planning', tone: 'info', says: 'Terraform works out what would change.' },
  evaluating: { label: 'Evaluating', tone: 'info', says: 'The plan is sealed and its risk is worked out.' },
  no_changes: { label: 'No changes', tone: 'good', says: 'Reality matches the files already.' },
  planned: { label: 'Planned', tone: 'good', says: 'This run was for a plan only. Nothing will be applied.' },
  awaiting_approval: {
    label: 'Awaiting approval',
    tone: 'warn',
    says: 'Nothing changes until someone approves this plan.',
  },
  approved: { label: 'Approved', tone: 'info', says: 'Approved; about to verify and apply.' },
  verifying: { label: 'Verifying', tone: 'info', says: 'Planned again, to see that reality has not moved since.' },
  applying: { label: 'Applying', tone: 'info', says: 'Terraform is changing resources now.' },
  applied: { label: 'Applied', tone: 'good', says: 'The plan was applied and proved.' },
  partial: { label: 'Partly applied', tone: 'bad', says: 'Some changes were made, others were not.' },
  rejected: { label: 'Rejected', tone: 'bad', says: 'Someone rejected this plan. Nothing was changed.' },
  expired: { label: 'Expired', tone: 'neutral', says: 'Nobody decided in time. Nothing was changed.' },
  superseded: { label: 'Superseded', tone: 'neutral', says: 'A newer run took its place. Nothing was changed.' },
  stale: { label: 'Stale', tone: 'warn', says: 'Reality moved after the plan was made. Nothing was changed.' },
  cancelled: { label: 'Cancelled', tone: 'neutral', says: 'Someone cancelled this run. Nothing was changed.' },
  failed: { label: 'Failed', tone: 'bad', says: 'The run could not go on.' },
};

/** Where the words above name Terraform, a run of the other engine has its own. */
const kubernetesSays: Partial<Record<RunState, string>> = {
  gating: 'The manifests are checked before the cluster is asked.',
  planning: 'The cluster works out what would change, by a dry run.',
  no_changes: 'The cluster is as the manifests say already.',
  applying: 'The manifests are applied to the cluster now.',
};

export const saysOf = (state: RunState, engine: RunEngine): string =>
  (engine === 'kubernetes' ? kubernetesSays[state] : undefined) ?? runStateWords[state].says;

export const engineWords: Record<RunEngine, string> = { terraform: 'Terraform', kubernetes: 'Kubernetes' };

export const runStates = Object.keys(runStateWords) as RunState[];

const ended: readonly RunState[] = [
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
export const isFinal = (state: RunState): boolean => ended.includes(state);

/** Before anything changes, a run can be called off. */
export const mayCancel = (state: RunState): boolean => !isFinal(state) && state !== 'applying';

/** Ended without having reached reality, so the same revision is worth another plan. */
export const mayPlanAgain = (state: RunState): boolean =>
  ['stale', 'failed', 'expired', 'cancelled', 'partial', 'rejected', 'superseded', 'planned'].includes(state);

export const kindWords: Record<RunKind, string> = { apply: 'Apply', destroy: 'Destroy', plan: 'Plan only' };

export const riskWords: Record<RiskClass, { label: string; tone: Tone }> = {
  low: { label: 'Low risk', tone: 'good' },
  medium: { label: 'Medium risk', tone: 'warn' },
  high: { label: 'High risk', tone: 'bad' },
  critical: { label: 'Critical risk', tone: 'bad' },
};

export const turnWords: Record<TurnState, string> = {
  queued: 'Waiting to start',
  running: 'Working',
  waiting: 'Waiting for a decision on the plan, or for your next message',
  completed: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
};

export const actionWords: Record<ChangeAction, { sign: string; label: string; will: string; tone: Tone }> = {
  destroy: { sign: '−', label: 'destroy', will: 'will be destroyed', tone: 'bad' },
  replace: { sign: '±', label: 'replace', will: 'will be destroyed and created anew', tone: 'replace' },
  forget: { sign: '∅', label: 'forget', will: 'will no longer be managed, and stays', tone: 'warn' },
  update: { sign: '~', label: 'update', will: 'will be changed in place', tone: 'warn' },
  create: { sign: '+', label: 'create', will: 'will be created', tone: 'good' },
  import: { sign: '←', label: 'import', will: 'will be taken into the state', tone: 'info' },
  move: { sign: '→', label: 'move', will: 'gets a new address', tone: 'info' },
  read: { sign: '?', label: 'read', will: 'will be read during apply', tone: 'neutral' },
};

const counted = ['destroy', 'replace', 'forget', 'update', 'create', 'import', 'move'] as const;

/** The counts that are not zero, most dangerous first. */
export const shownCounts = (counts: Counts): { action: ChangeAction; count: number }[] =>
  counted.map((action) => ({ action, count: counts[action] })).filter(({ count }) => count > 0);

/** "1 to destroy, 2 to create", for titles and screen readers. */
export function countsText(counts: Counts): string {
  const parts = shownCounts(counts).map(({ action, count }) => `${count} to ${actionWords[action].label}`);
  return parts.length > 0 ? parts.join(', ') : 'nothing to change';
}

export const destroysAnything = (counts: Counts): boolean => counts.destroy + counts.replace > 0;

/** Reasons come as parts of sentences; on the page they stand alone. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
