/** What people decide on, as a message: the same facts as on the run's page, bound to the exact plan. */
import type { KnownBlock } from '@slack/web-api';
import type { Tx } from '../../db/client.ts';
import type { ChangeCounts } from '../../db/model/plan-summary.ts';
import { type RunDetails, readRun } from '../../db/run-views.ts';
import { pressValue } from '../../platform/places/slack-inbound.ts';
import { escaped } from './mrkdwn.ts';

export type Card = { waiting: boolean; text: string; blocks: KnownBlock[] };

/** @param webUrl WEB_URL */
export async function runCard(tx: Tx, runId: string, webUrl: string): Promise<Card> {
  const details = await readRun(tx, runId);
  const href = `${webUrl.replace(/\/$/, '')}/runs/${runId}`;
  return details.run.state === 'awaiting_approval' ? waitingCard(details, href) : decidedCard(details, href);
}

function waitingCard(details: RunDetails, href: string): Card {
  const { run, projectName, requestedBy } = details;
  const text = `${requestedBy.name} asks for a change of ${projectName}: ${details.revisionReason}`;
  const mustType = run.risk?.class === 'critical';
  const note = mustType
    ? 'The risk is critical: to approve, open the plan and type the name of the project there.'
    : null;
  return {
    waiting: true,
    text: escaped(text),
    blocks: [
      section(`*${escaped(text)}*\n${planWords(details)}`),
      ...(note ? [context(note)] : []),
      {
        type: 'actions',
        elements: [
          ...(mustType ? [] : [approveButton(details)]),
          {
            type: 'button',
            action_id: 'run_reject',
            style: 'danger',
            text: { type: 'plain_text', text: 'Reject' },
            value: bound(details),
          },
          openButton(href, 'Open the plan'),
        ],
      },
    ],
  };
}

const approveButton = (details: RunDetails) => ({
  type: 'button' as const,
  action_id: 'run_approve',
  style: 'primary' as const,
  text: { type: 'plain_text' as const, text: 'Approve' },
  value: bound(details),
  confirm: {
    title: { type: 'plain_text' as const, text: 'Approve this plan?' },
    text: {
      type: 'plain_text' as const,
      text: `${countWords(details.run.summary?.counts)}. Aurora applies exactly this plan.`.slice(0, 300),
    },
    confirm: { type: 'plain_text' as const, text: 'Approve' },
    deny: { type: 'plain_text' as const, text: 'Not yet' },
  },
});

const bound = ({ run }: RunDetails) => pressValue({ runId: run.id, planSha256: run.seal?.planSha256 ?? '' });

function decidedCard(details: RunDetails, href: string): Card {
  const { projectName } = details;
  const outcome = outcomeWords(details);
  const text = `${projectName}: ${details.revisionReason}`;
  return {
    waiting: false,
    text: escaped(`${outcome} ${text}`),
    blocks: [
      section(`*${escaped(text)}*\n${planWords(details)}`),
      context(escaped(outcome)),
      { type: 'actions', elements: [openButton(href, 'Open the run')] },
    ],
  };
}

/** Who decided what, then how it stands. */
function outcomeWords({ run, approvals }: RunDetails): string {
  const counted = approvals.filter(({ approval }) => approval.counted);
  const said = counted.map(({ approval, user }) => {
    const verb = approval.decision === 'approve' ? 'Approved' : 'Rejected';
    return `${verb} by ${user.name}${approval.comment ? `: ${approval.comment}` : ''}.`;
  });
  const state = stateWords[run.state] ?? `It is ${run.state.replaceAll('_', ' ')}.`;
  return [...said, ...(run.state === 'rejected' && said.length > 0 ? [] : [state])].join(' ');
}

const stateWords: Partial<Record<RunDetails['run']['state'], string>> = {
  approved: 'It is being applied.',
  verifying: 'It is being applied.',
  applying: 'It is being applied.',
  applied: 'It was applied.',
  partial: 'It was applied in part.',
  rejected: 'It was rejected.',
  expired: 'Nobody decided in time: the plan has expired.',
  superseded: 'A newer proposal took its place.',
  stale: 'Reality moved since the plan was made: plan again.',
  cancelled: 'It was cancelled.',
  failed: 'It failed.',
};

function planWords({ run }: RunDetails): string {
  const { summary, risk, cost } = run;
  const delta = cost?.status === 'estimated' ? Number(cost.delta.expected) : 0;
  const money =
    cost?.status === 'estimated' && delta !== 0
      ? [`about ${cost.delta.expected.replace('-', '')} ${cost.currency} a month ${delta > 0 ? 'more' : 'less'}`]
      : [];
  const [reason] = risk?.reasons ?? [];
  const risky = risk ? [`risk ${risk.class}${reason ? ` (${reason})` : ''}`] : [];
  return escaped([countWords(summary?.counts), ...risky, ...money].join(' · '));
}

const verbs = ['create', 'update', 'replace', 'destroy', 'forget', 'import', 'move'] as const;

function countWords(counts: ChangeCounts | undefined): string {
  const parts = verbs.filter((verb) => (counts?.[verb] ?? 0) > 0).map((verb) => `${counts?.[verb]} to ${verb}`);
  return parts.length > 0 ? parts.join(', ') : 'No resource changes';
}

export const section = (text: string): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: text.slice(0, 3_000), verbatim: true },
});

export const context = (text: string): KnownBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: text.slice(0, 2_000), verbatim: true }],
});

export const openButton = (url: string, label: string) => ({
  type: 'button' as const,
  action_id: 'open',
  text: { type: 'plain_text' as const, text: label },
  url,
});
