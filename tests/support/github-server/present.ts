/** The state in GitHub's shapes: https://docs.github.com/en/rest */
import type { Account, Comment, Pull, RepositoryState } from './state.ts';

export const userOf = ({ id, login }: Account) => ({ id, login, type: 'User' });

export const repositoryOf = (repository: Pick<RepositoryState, 'name' | 'defaultBranch'>, push: boolean) => ({
  full_name: repository.name,
  default_branch: repository.defaultBranch,
  html_url: `https://github.test/${repository.name}`,
  permissions: { pull: true, push, admin: false },
});

/** Lists leave out who merged. */
export const pullOf = (repository: RepositoryState, pull: Pull, listed = false) => ({
  number: pull.number,
  html_url: `https://github.test/${repository.name}/pull/${pull.number}`,
  title: pull.title,
  body: pull.body,
  state: pull.state,
  user: userOf(pull.author),
  head: { ref: pull.headBranch, sha: pull.headSha, repo: { full_name: pull.headRepository } },
  base: { ref: pull.base, repo: { full_name: repository.name } },
  merged_at: pull.merged?.at ?? null,
  // GitHub names a trial merge here while the pull request is open.
  merge_commit_sha: pull.merged?.sha ?? 'f'.repeat(40),
  ...(listed ? {} : { merged: pull.merged !== null, merged_by: pull.merged ? userOf(pull.merged.by) : null }),
});

export const commentOf = ({ id, body, author }: Comment) => ({ id, body, user: userOf(author) });
