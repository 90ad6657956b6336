/** What was pushed to a project's branch: imported, planned, and left to people in Aurora. */
import { v5 } from 'uuid';
import { inOrg } from '../../db/client.ts';
import { memberBehind } from '../../db/identity-links.ts';
import { openPullRequestsOf, type PullRequest } from '../../db/pull-requests.ts';
import { keepImport, linksTo, noteImport, type RepoLink } from '../../db/repo-links.ts';
import { revisionById } from '../../db/revisions.ts';
import { insertRun } from '../../db/runs.ts';
import { AuroraError } from '../../platform/errors.ts';
import { nudgePullRequest, startRunWorkflow } from '../../platform/nudges.ts';
import { folderRevision } from '../../platform/places/folder-revision.ts';
import type { RepositoryHook } from '../../platform/places/repository-hook.ts';
import type { RepositoryHost } from '../../platform/places/repository-host.ts';
import type { OfIntegration, RunEngine } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { enginesFor } from './engines.ts';
import { withHost } from './host.ts';

type Push = Extract<RepositoryHook, { kind: 'push' }>;

export async function takePush(deps: WorkerDeps, of: OfIntegration, push: Push): Promise<string> {
  const { orgId, integrationId } = of;
  const links = await inOrg(deps.db, { orgId }, (tx) => linksTo(tx, { integrationId, ...push }));
  if (links.length === 0) return 'No project follows this branch.';
  return withHost(deps, of, async (host) => {
    const outcomes: string[] = [];
    for (const link of links) outcomes.push(await takeFor(deps, host, link, push));
    return outcomes.join(' ');
  });
}

async function takeFor(deps: WorkerDeps, host: RepositoryHost, link: RepoLink, push: Push): Promise<string> {
  const { orgId, projectId, repository, folder, branch } = link;
  // Not what the webhook names: a late one must not bring back what others have replaced since.
  const sha = await host.head(repository, branch);
  if (sha === link.importedSha) return 'It was imported before.';
  const before = link.importedSha && (await host.folderId({ repository, folder, sha: link.importedSha }));
  const now = await host.folderId({ repository, folder, sha });
  if (before === now || now === null) {
    await inOrg(deps.db, { orgId }, (tx) => noteImport(tx, projectId, { importedSha: sha, reason: null }));
    return 'Nothing in the folder changed.';
  }
  const open = await inOrg(deps.db, { orgId }, (tx) => openPullRequestsOf(tx, projectId));
  const came = new Set((await host.pullRequestsOf(repository, sha)).map(({ number }) => number));
  const its = open.filter(({ number }) => number !== null && came.has(number));
  if (its.length > 0) return nudge(deps, its, 'It came by a pull request, which is looked at.');
  return bringIn(deps, host, { link, push, sha, open });
}

type Arrived = { link: RepoLink; push: Push; sha: string; open: PullRequest[] };

async function bringIn(deps: WorkerDeps, host: RepositoryHost, { link, push, sha, open }: Arrived): Promise<string> {
  const { orgId, projectId, repository, folder, integrationId } = link;
  const found = await folderRevision({ host, storage: deps.storage }, link, { repository, folder, sha }).catch(
    unusable,
  );
  if ('reason' in found) {
    await inOrg(deps.db, { orgId }, (tx) => noteImport(tx, projectId, { reason: found.reason }));
    return found.reason;
  }
  const proposed = await sameAs(deps, open, found.filesSha256);
  // The host may name a commit's pull request a moment later than it tells of the push.
  if (proposed.length > 0) {
    await inOrg(deps.db, { orgId }, (tx) => noteImport(tx, projectId, { importedSha: sha, reason: null }));
    return nudge(deps, proposed, 'It is what an open pull request holds, which is looked at.');
  }
  const runIds = {
    terraform: v5(`push:${sha}`, projectId),
    kubernetes: v5(`push:${sha}:kubernetes`, projectId),
  } satisfies Record<RunEngine, string>;
  const { isNew, engines } = await inOrg(deps.db, { orgId }, async (tx) => {
    const member = push.by && (await memberBehind(tx, integrationId, push.by.id));
    const requestedBy = member && typeof member === 'object' ? member.userId : link.createdBy;
    const why = push.by ? `Pushed by ${push.by.name}` : 'Found by the hourly look at the branch';
    const wanted = await enginesFor(tx, projectId, found.files);
    const kept = await keepImport(tx, link, found, { authorId: requestedBy, why });
    if (!kept.isNew || !requestedBy) return { isNew: kept.isNew, engines: [] };
    const row = { orgId, projectId, revisionId: kept.revision.id, kind: 'apply', requestedBy } as const;
    for (const engine of wanted) await insertRun(tx, { ...row, id: runIds[engine], engine });
    return { isNew: true, engines: wanted };
  });
  for (const engine of engines) {
    await startRunWorkflow(deps.temporal, { orgId, projectId, runId: runIds[engine], kind: 'apply', engine });
  }
  return isNew ? imported(engines) : 'Imported; the project held that already.';
}

function imported([first, second]: RunEngine[]): string {
  if (!first) return 'Imported as a new revision, of which nothing can be planned here.';
  if (!second) return 'Imported as a new revision, which is planned and waits for people.';
  return 'Imported as a new revision. Its manifests and everything else are two runs, one after the other, for people to decide.';
}

async function sameAs({ db }: WorkerDeps, open: PullRequest[], filesSha256: string): Promise<PullRequest[]> {
  const same: PullRequest[] = [];
  for (const one of open) {
    const { orgId, revisionId } = one;
    if (!revisionId) continue;
    const revision = await inOrg(db, { orgId }, (tx) => revisionById(tx, revisionId));
    if (revision.filesSha256 === filesSha256) same.push(one);
  }
  return same;
}

async function nudge({ temporal }: WorkerDeps, some: PullRequest[], outcome: string): Promise<string> {
  for (const { orgId, id } of some) await nudgePullRequest(temporal, { orgId, pullRequestId: id });
  return outcome;
}

const unusable = (error: unknown): { reason: string } => {
  if (error instanceof AuroraError && error.code === 'unprocessable') return { reason: error.userMessage };
  throw error;
};
