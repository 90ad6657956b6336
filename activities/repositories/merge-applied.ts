/** Where decisions are made in Aurora, what is applied is merged, so that the branch holds what is there. */
import { inOrg } from '../../db/client.ts';
import { changePullRequest, findPullRequest } from '../../db/pull-requests.ts';
import { linkOf } from '../../db/repo-links.ts';
import { findRun } from '../../db/runs.ts';
import type { OfPullRequest } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHost } from './host.ts';

/**
 * Only what Aurora opened, at exactly the commit that holds what was applied.
 *
 * @returns whether it is merged now; where the host refuses, the row says why and people merge it
 */
export async function mergeApplied(deps: WorkerDeps, of: OfPullRequest): Promise<boolean> {
  const { pullRequest, link, run } = await inOrg(deps.db, of, async (tx) => {
    const found = await findPullRequest(tx, of.pullRequestId);
    const { runId } = found;
    return {
      pullRequest: found,
      link: await linkOf(tx, found),
      run: runId ? await findRun(tx, runId) : null,
    };
  });
  const { state, author, number, headSha, repository } = pullRequest;
  const due = link?.applyOn === 'page' && state === 'open' && author === null && run?.state === 'applied';
  if (!due || number === null || !headSha) return false;
  const answer = await withHost(deps, pullRequest, (host) => host.merge(repository, number, headSha));
  if (answer.kind === 'merged') return true;
  const reason = `Applied, and not merged: ${answer.why.replace(/\.$/, '')}. Somebody has to merge it.`;
  await inOrg(deps.db, of, (tx) => changePullRequest(tx, of.pullRequestId, { reason }));
  return false;
}
