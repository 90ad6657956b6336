/** What has become of a pull request over there. What is decided by it is decided elsewhere. */
import { v5 } from 'uuid';
import { inOrg, type Tx } from '../../db/client.ts';
import { memberBehind } from '../../db/identity-links.ts';
import { isFinal } from '../../db/model/states.ts';
import { changePullRequest, findPullRequest, type PullRequest } from '../../db/pull-requests.ts';
import { linkOf, type RepoLink } from '../../db/repo-links.ts';
import { insertRevision, revisionById } from '../../db/revisions.ts';
import { findRun, insertRun } from '../../db/runs.ts';
import { AuroraError } from '../../platform/errors.ts';
import { startRunWorkflow } from '../../platform/nudges.ts';
import { type FolderRevision, folderRevision } from '../../platform/places/folder-revision.ts';
import type { PullRequestFacts, RepositoryHost } from '../../platform/places/repository-host.ts';
import type { OfPullRequest, PullRequestSeen } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { enginesFor } from './engines.ts';
import { withHost } from './host.ts';
import { replaceRun } from './replace-run.ts';

/** Reads it, and plans what it holds now where that is not what is planned already. */
export async function lookAt(deps: WorkerDeps, of: OfPullRequest): Promise<PullRequestSeen> {
  const { db } = deps;
  const { pullRequest, link } = await inOrg(db, of, async (tx) => {
    const found = await findPullRequest(tx, of.pullRequestId);
    return { pullRequest: found, link: await linkOf(tx, found) };
  });
  if (pullRequest.state === 'merged') return seen(deps, of, 'merged');
  const { number, repository } = pullRequest;
  if (!link) {
    await inOrg(db, of, (tx) => changePullRequest(tx, of.pullRequestId, { state: 'closed', reason: unlinkedWords }));
  }
  if (!link || number === null) return { kind: 'closed', runGoesOn: false };
  return withHost(deps, pullRequest, async (host) => {
    const facts = await host.readPullRequest(repository, number);
    if (facts.merged) return seen(deps, of, 'to_settle');
    if (!facts.open) {
      await inOrg(db, of, (tx) => changePullRequest(tx, of.pullRequestId, { state: 'closed', reason: closedWords }));
      return seen(deps, of, 'closed');
    }
    const reopened = pullRequest.state === 'closed' ? { reason: null } : {};
    const about = { url: facts.url, title: facts.title.slice(0, 500) };
    await inOrg(db, of, (tx) => changePullRequest(tx, of.pullRequestId, { state: 'open', ...about, ...reopened }));
    if (facts.head.sha !== pullRequest.headSha) await planHead(deps, host, { pullRequest, link, facts });
    return seen(deps, of, 'open');
  });
}

async function seen({ db }: WorkerDeps, of: OfPullRequest, kind: PullRequestSeen['kind']): Promise<PullRequestSeen> {
  const runGoesOn = await inOrg(db, of, async (tx) => {
    const { runId } = await findPullRequest(tx, of.pullRequestId);
    return runId !== null && !isFinal((await findRun(tx, runId)).state);
  });
  return { kind, runGoesOn };
}

type Head = { pullRequest: PullRequest; link: RepoLink; facts: PullRequestFacts };

/** New commits: what was planned before is not what would be merged any more. */
async function planHead(deps: WorkerDeps, host: RepositoryHost, head: Head): Promise<void> {
  const { pullRequest, link, facts } = head;
  const { id, orgId, repository } = pullRequest;
  const { sha } = facts.head;
  const asker = await inOrg(deps.db, { orgId }, (tx) => whoAsks(tx, head));
  if ('reason' in asker) return replaceRun(deps, pullRequest, { headSha: sha, revisionId: null, run: null, ...asker });
  const found = await readHead(deps, host, link, { repository, sha, folder: link.folder });
  if ('reason' in found) return replaceRun(deps, pullRequest, { headSha: sha, revisionId: null, run: null, ...found });
  const same = await inOrg(deps.db, { orgId }, async (tx) => {
    const planned = pullRequest.revisionId ? await revisionById(tx, pullRequest.revisionId) : null;
    if (planned?.filesSha256 !== found.filesSha256) return false;
    await changePullRequest(tx, id, { headSha: sha, shownPlanSha256: null, reason: null });
    return true;
  });
  if (!same) await planAnew(deps, head, { found, userId: asker.userId });
}

/** For reading: what is merged in the end is planned by itself. */
async function planAnew(
  deps: WorkerDeps,
  { pullRequest, facts }: Head,
  { found: { id: folderId, sha, ...found }, userId }: { found: FolderRevision; userId: string },
): Promise<void> {
  const { id: pullRequestId, orgId, projectId, repository } = pullRequest;
  const [runId, revisionId] = [v5(`plan:${sha}`, pullRequestId), v5(`head:${folderId}`, pullRequestId)];
  const reason = `Pull request #${facts.number} of ${repository} at ${sha}`;
  // A pull request shows one plan. What else it changes is planned when it is merged.
  const [engine = 'terraform'] = await inOrg(deps.db, { orgId }, (tx) => enginesFor(tx, projectId, found.files));
  const run = { id: runId, kind: 'plan' } as const;
  await replaceRun(deps, pullRequest, {
    headSha: sha,
    reason: null,
    revisionId,
    run,
    before: async (tx) => {
      const row = { ...found, id: revisionId, orgId, projectId, baseNumber: undefined, reason };
      await insertRevision(tx, { ...row, authorId: userId, pullRequestId });
      await insertRun(tx, { ...run, orgId, projectId, revisionId, engine, requestedBy: userId });
    },
  });
  await startRunWorkflow(deps.temporal, { orgId, projectId, runId, kind: 'plan', engine });
}

async function readHead(
  { storage }: WorkerDeps,
  host: RepositoryHost,
  link: RepoLink,
  at: { repository: string; sha: string; folder: string },
): Promise<FolderRevision | { reason: string }> {
  try {
    return await folderRevision({ host, storage }, link, at);
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'unprocessable') return { reason: error.userMessage };
    throw error;
  }
}

/**
 * For whom it is planned. Who may push to the repository may have plans made; from a fork comes what anybody in the
 * world wrote, and a plan reads with the account's keys, so its author has to be a member.
 */
async function whoAsks(tx: Tx, { pullRequest, link, facts }: Head): Promise<{ userId: string } | { reason: string }> {
  const member = await memberBehind(tx, link.integrationId, facts.author.id);
  if (typeof member === 'object') return { userId: member.userId };
  const userId = pullRequest.openedBy ?? link.createdBy;
  if (facts.fork || !userId) return { reason: forkWords(facts.author.name) };
  return { userId };
}

const forkWords = (name: string) =>
  `This comes from a fork, and ${name} is not linked to a member in Aurora. A plan reads with the keys of the account, so it is made for members alone. A member can push the same commits to a branch of this repository.`;

const unlinkedWords = 'The project is not linked to this repository any more, so Aurora does not follow it.';

const closedWords = 'Closed without a merge. A plan of it that waits in Aurora can still be decided on there.';
