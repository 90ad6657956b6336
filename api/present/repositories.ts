/** Links to repositories and pull requests as their views. */
import type { z } from 'zod';
import type { PullRequestRow } from '../../db/pull-requests.ts';
import type { RepoLinkRow } from '../../db/repo-links.ts';
import type { PullRequestView, RepoLinkView } from '../views/repositories.ts';
import { time } from './times.ts';

export const repoLinkView = ({ link, integration, createdBy }: RepoLinkRow): z.output<typeof RepoLinkView> => ({
  projectId: link.projectId,
  integration,
  repository: link.repository,
  branch: link.branch,
  folder: link.folder,
  applyOn: link.applyOn,
  importedSha: link.importedSha,
  reason: link.reason,
  createdBy,
  createdAt: time(link.createdAt),
});

export const pullRequestView = (row: PullRequestRow): z.output<typeof PullRequestView> => {
  const { pullRequest, projectName, revisionNumber, runState, openedBy } = row;
  const { id, projectId, repository, branch, number, url, title, state, reason } = pullRequest;
  const { headSha, mergedSha, runId, sessionId, author, createdAt, updatedAt } = pullRequest;
  return {
    ...{ id, projectId, projectName, repository, branch, number, url, title, state, reason },
    ...{ headSha, mergedSha, revisionNumber, runId, runState, sessionId, openedBy, author },
    createdAt: time(createdAt),
    updatedAt: time(updatedAt),
  };
};
