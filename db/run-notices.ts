/** What people are told of a run, in the transaction that moves it: that it waits for them, and how it ended. */
import { eq } from 'drizzle-orm';
import type { RunState } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import type { NoticeLevel } from './model/notices.ts';
import type { ChangeCounts } from './model/plan-summary.ts';
import { tellNotice } from './notices.ts';
import { formerMember, personOf } from './people.ts';
import type { Run } from './runs.ts';
import { projects, users } from './schema/index.ts';

/** How a run ended, where that is news: who cancelled, replaced or only planned something knows already. */
const ends: Partial<Record<RunState, { level: NoticeLevel; text: string }>> = {
  applied: { level: 'info', text: 'the change was applied' },
  partial: { level: 'error', text: 'the change was applied in part only' },
  failed: { level: 'error', text: 'the run failed' },
  stale: { level: 'warning', text: 'reality moved while people decided, so nothing was applied' },
  expired: { level: 'warning', text: 'nobody decided in time, so nothing was applied' },
  rejected: { level: 'info', text: 'the change was rejected' },
};

const longestReason = 400;

export async function tellOfRun(tx: Tx, run: Run): Promise<void> {
  if (run.state === 'awaiting_approval') return tellApprovalWanted(tx, run);
  const end = ends[run.state];
  if (!end) return;
  const reason = run.reason ? ` ${shortened(run.reason)}` : '';
  await tellNotice(tx, run.orgId, {
    key: `run_ended:${run.id}`,
    kind: 'run_ended',
    level: end.level,
    text: `${await projectName(tx, run)}: ${end.text}.${reason}`,
    ...placeOf(run),
  });
}

/** Once a plan: another one of the same run, should there ever be one, is another question. */
async function tellApprovalWanted(tx: Tx, run: Run): Promise<void> {
  const serious = run.risk?.class === 'high' || run.risk?.class === 'critical';
  const facts = [changeText(run.summary?.counts), riskText(run.risk), costText(run.cost)].filter(Boolean).join(' ');
  const [asker] = await tx.select(personOf(users)).from(users).where(eq(users.id, run.requestedBy));
  const { name } = asker ?? formerMember(run.requestedBy);
  const until = run.expiresAt ? ` It can be decided until ${minuteOf(run.expiresAt)}.` : '';
  await tellNotice(tx, run.orgId, {
    key: `approval_wanted:${run.id}:${run.seal?.planSha256 ?? ''}`,
    kind: 'approval_wanted',
    level: serious ? 'warning' : 'info',
    text: `${await projectName(tx, run)}: a change by ${name} waits for approval. ${facts}${until}`,
    ...placeOf(run),
  });
}

const placeOf = ({ id, projectId }: Run) => ({ href: `/runs/${id}`, subject: { projectId, runId: id } });

async function projectName(tx: Tx, { projectId }: Run): Promise<string> {
  const [project] = await tx.select({ name: projects.name }).from(projects).where(eq(projects.id, projectId));
  return project?.name ?? 'A project';
}

const words: [keyof ChangeCounts, string][] = [
  ['create', 'to create'],
  ['update', 'to change'],
  ['replace', 'to replace'],
  ['destroy', 'to destroy'],
  ['forget', 'to forget'],
  ['import', 'to import'],
  ['move', 'to move'],
];

function changeText(counts: ChangeCounts | undefined): string {
  const parts = words.flatMap(([key, word]) => (counts?.[key] ? [`${counts[key]} ${word}`] : []));
  return parts.length > 0 ? `${parts.join(', ')}.` : '';
}

function riskText(risk: Run['risk']): string {
  if (!risk) return '';
  const [why] = risk.reasons;
  return `Risk: ${risk.class}${why ? ` (${shortened(why)})` : ''}.`;
}

function costText(cost: Run['cost']): string {
  if (cost?.status !== 'estimated') return '';
  const { expected } = cost.delta;
  const sign = expected.startsWith('-') ? '' : '+';
  const missing = cost.unpricedTypes.length > 0 ? ', without what has no price' : '';
  return `Expected cost: ${sign}${expected} ${cost.currency} a month${missing}.`;
}

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const shortened = (text: string): string =>
  text.length > longestReason ? `${text.slice(0, longestReason - 1).trimEnd()}…` : text;
