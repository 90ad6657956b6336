/**
 * Keeps one pull request and the run of what is in it together: opens it, plans what it holds, tells check and comment
 * where the run stands, and makes of a merge what the project says it is.
 *
 * History holds ids and digests. Whoever changes anything writes a row first and nudges; a nudge or a webhook that is
 * lost is only late, because this looks by itself every hour.
 */
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { repositories, repositoryStore } from './activities.ts';
import { codeOf, reasonOf } from './failures.ts';
import { type PullRequestInput, pullRequestNudge } from './messages.ts';

const lookAgainAfter = '1 hour';

/** People have to act, and what waits is then done: a new token, a host that is back. */
const passes = ['credentials_rejected', 'cloud_denied', 'cloud_throttled', 'cloud_failed', 'dependency_unavailable'];

export async function pullRequest({ told: before, ...pr }: PullRequestInput): Promise<void> {
  let told = before ?? null;
  let nudged = false;
  setHandler(pullRequestNudge, () => {
    nudged = true;
  });

  /** @returns whether there is more to come */
  async function goOn(): Promise<boolean> {
    await repositories.pushPullRequestBranch(pr);
    await repositories.openPullRequest(pr);
    let seen = await repositories.lookAtPullRequest(pr);
    if (seen.kind === 'open' && (await repositories.mergeApplied(pr))) seen = { ...seen, kind: 'to_settle' };
    if (seen.kind === 'to_settle') {
      await repositories.settleMerge(pr);
      seen = await repositories.lookAtPullRequest(pr);
    }
    told = await repositories.tellPullRequest({ ...pr, told });
    return seen.kind === 'open' || (seen.kind === 'merged' && seen.runGoesOn);
  }

  async function step(): Promise<boolean> {
    try {
      return await goOn();
    } catch (error) {
      const reason = reasonOf(error);
      if (!passes.includes(codeOf(error) ?? 'cloud_failed')) {
        return !(await repositoryStore.failPullRequest({ ...pr, reason }));
      }
      await repositoryStore.notePullRequest({ ...pr, reason });
      return true;
    }
  }

  for (;;) {
    nudged = false;
    const more = await step();
    if (!more && !nudged) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof pullRequest>({ ...pr, told });
    await condition(() => nudged, lookAgainAfter);
  }
}
