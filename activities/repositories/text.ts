/** What Aurora says on a pull request: what is in it, what happens if it is merged, and where it stands. */
import type { ApplyOn } from '../../db/model/integrations.ts';
import type { PullRequest } from '../../db/pull-requests.ts';
import type { Run } from '../../db/runs.ts';
import type { Config } from '../../platform/config.ts';
import type { HostCheck } from '../../platform/places/repository-host.ts';
import { plain } from './markdown.ts';
import { changeLines, costText, countsText } from './plan-lines.ts';

export const runUrl = ({ WEB_URL }: Pick<Config, 'WEB_URL'>, runId: string): string =>
  `${WEB_URL.replace(/\/$/, '')}/runs/${runId}`;

export const markerOf = (pullRequestId: string): string => `<!-- aurora:pull-request:${pullRequestId} -->`;

export type Told = { pullRequest: PullRequest; run: Run | null; projectName: string; applyOn: ApplyOn; runUrl: string };

type Opening = { applyOn: ApplyOn; run: Pick<Run, 'kind'> | null; runUrl: string };

/** The first text of a pull request that Aurora opens. It is not changed afterwards: the comment is. */
export const openingText = ({ applyOn, runUrl: url }: Opening): string =>
  [
    `Proposed in Aurora, and planned there: [the run](${url}).`,
    '',
    'The plan, its risk and what it would cost are in the comment below and in the check, which are kept up to date.',
    '',
    meaningOf(applyOn),
  ].join('\n');

const meaningOf = (applyOn: ApplyOn): string =>
  applyOn === 'merge'
    ? 'Merging approves exactly the plan that the check shows, as the decision of the person who merges, if Aurora knows them as somebody who may approve it. Commits that are added make another plan.'
    : 'Merging does not apply anything: the plan is decided on in Aurora. Once it is applied, Aurora merges this.';

type Standing = { state: HostCheck['state']; title: string };

export function standingOf({ pullRequest, run, applyOn }: Told): Standing {
  if (!run) return { state: 'neutral', title: pullRequest.reason ?? 'Not planned' };
  const counts = run.summary ? countsText(run.summary.counts) : '';
  switch (run.state) {
    case 'queued':
    case 'gating':
    case 'planning':
    case 'evaluating':
      return { state: 'running', title: 'Planning' };
    case 'no_changes':
      return { state: 'passed', title: 'Nothing to change' };
    case 'planned':
      return { state: 'passed', title: `Planned: ${counts}` };
    case 'awaiting_approval':
      return applyOn === 'merge' && pullRequest.state !== 'merged'
        ? { state: 'passed', title: `Planned: ${counts}. Merging approves it` }
        : { state: 'running', title: `Waits for a decision in Aurora: ${counts}` };
    case 'approved':
    case 'verifying':
    case 'applying':
      return { state: 'running', title: `Approved, being applied: ${counts}` };
    case 'applied':
      return { state: 'passed', title: `Applied: ${counts}` };
    case 'superseded':
    case 'cancelled':
      return { state: 'neutral', title: `${run.state}: ${run.reason ?? 'this plan is not followed any more'}` };
    case 'partial':
    case 'rejected':
    case 'expired':
    case 'stale':
    case 'failed':
      return { state: 'failed', title: `${run.state}: ${run.reason ?? 'see the run'}` };
  }
}

export function commentText(told: Told): string {
  const { pullRequest, run, projectName, applyOn, runUrl: url } = told;
  const { title } = standingOf(told);
  const head = [`### Aurora: ${plain(projectName)}`, '', `**${plain(title)}**`, ''];
  if (!run) return [...head, ...noteOf(pullRequest)].join('\n');
  const cost = costText(run.cost);
  return [
    ...head,
    ...noteOf(pullRequest),
    ...(run.risk ? [`- Risk: **${run.risk.class}**${reasonsOf(run.risk.reasons)}`] : []),
    ...(cost ? [`- Cost: ${cost}`] : []),
    ...(run.seal ? [`- Plan: \`${run.seal.planSha256}\``] : []),
    `- [The run in Aurora](${url})`,
    '',
    ...(run.summary ? changeLines(run.summary) : []),
    '',
    ...futureOf(told, applyOn),
  ].join('\n');
}

const noteOf = ({ reason }: PullRequest): string[] => (reason ? [`> ${plain(reason)}`, ''] : []);

const reasonsOf = (reasons: string[]): string => {
  const shown = reasons.slice(0, 5).map(plain);
  const rest = reasons.length > 5 ? [`and ${reasons.length - 5} more`] : [];
  return shown.length > 0 ? `: ${[...shown, ...rest].join('; ')}` : '';
};

/** What merging would mean, while it can still be merged. */
function futureOf({ pullRequest, run }: Told, applyOn: ApplyOn): string[] {
  if (pullRequest.state !== 'open' || !run) return [];
  if (run.state === 'applied') return ['This is applied already. Merge it, so that the branch holds what is there.'];
  if (run.kind === 'plan') {
    return ['This plan is for reading. What is merged is planned anew, and people decide on that plan in Aurora.'];
  }
  return [meaningOf(applyOn)];
}
