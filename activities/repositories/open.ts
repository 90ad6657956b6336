/** A run's files as a branch, and the branch as a pull request. Two steps, each safe to repeat after any death. */
import { appendAudit } from '../../db/audit.ts';
import { inOrg } from '../../db/client.ts';
import { changePullRequest, findPullRequest, type PullRequest } from '../../db/pull-requests.ts';
import { linkOf, type RepoLink } from '../../db/repo-links.ts';
import { revisionById } from '../../db/revisions.ts';
import { findRun } from '../../db/runs.ts';
import { conflict } from '../../platform/errors.ts';
import { getRevision } from '../../platform/revision-files.ts';
import type { OfPullRequest } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { withHost } from './host.ts';
import { openingText, runUrl } from './text.ts';

type Opening = { pullRequest: PullRequest; link: RepoLink };

const read = ({ db }: WorkerDeps, { orgId, pullRequestId }: OfPullRequest): Promise<Opening> =>
  inOrg(db, { orgId }, async (tx) => {
    const pullRequest = await findPullRequest(tx, pullRequestId);
    const link = await linkOf(tx, pullRequest);
    if (!link) throw conflict('The project was linked to another place meanwhile, so this is not opened any more.');
    return { pullRequest, link };
  });

/**
 * One commit on the commit that the project was last imported from, so that what others have changed since shows as a
 * conflict over there and is never undone unseen.
 */
export async function pushBranch(deps: WorkerDeps, of: OfPullRequest): Promise<void> {
  const { pullRequest, link } = await read(deps, of);
  const { state, headSha, branch, title, revisionId, runId } = pullRequest;
  if (state !== 'opening' || headSha || !revisionId) return;
  const revision = await inOrg(deps.db, of, (tx) => revisionById(tx, revisionId));
  const files = await getRevision(deps.storage, revision.storageKey, revision.filesSha256);
  const { repository, folder } = link;
  const sha = await withHost(deps, pullRequest, async (host) => {
    const parentSha = link.importedSha ?? (await host.head(repository, link.branch));
    const message = `${title}\n\n${revision.reason}\n\nAurora-Run: ${runUrl(deps.config, runId ?? '')}`;
    return host.pushFolder({ repository, branch, parentSha, folder, files, message });
  });
  await inOrg(deps.db, of, (tx) => changePullRequest(tx, of.pullRequestId, { headSha: sha, reason: null }));
}

export async function openOverThere(deps: WorkerDeps, of: OfPullRequest): Promise<void> {
  const { pullRequest, link } = await read(deps, of);
  const { state, branch, title, orgId, openedBy, runId } = pullRequest;
  if (state !== 'opening') return;
  const run = runId ? await inOrg(deps.db, of, (tx) => findRun(tx, runId)) : null;
  const body = openingText({ applyOn: link.applyOn, run, runUrl: runUrl(deps.config, runId ?? '') });
  const { number, url } = await withHost(deps, pullRequest, (host) =>
    host.openPullRequest({ repository: link.repository, branch, base: link.branch, title, body }),
  );
  await inOrg(deps.db, of, async (tx) => {
    const before = await findPullRequest(tx, of.pullRequestId);
    if (before.state !== 'opening') return;
    await changePullRequest(tx, of.pullRequestId, { state: 'open', number, url, reason: null });
    await appendAudit(tx, orgId, {
      action: 'pull_request.open',
      actor: { kind: 'system', id: null, name: 'Aurora' },
      subject: { kind: 'pull_request', id: of.pullRequestId },
      detail: { repository: link.repository, number, branch, runId, for: openedBy },
    });
  });
}
