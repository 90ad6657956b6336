import type { Octokit } from 'octokit';
import { AuroraError } from '../errors.ts';
import { ownerAndName } from './github-client.ts';
import { isCode } from './github-failures.ts';
import type { HostAccount, MergeAnswer, NewPullRequest, PullRequestFacts } from './repository-host.ts';

type GithubUser = { id: number; login: string } | null | undefined;

/** What all of GitHub's shapes of a pull request have. Lists tell of a merge by its time alone, and not who did it. */
type GithubPull = {
  number: number;
  html_url: string;
  title: string;
  state: string;
  user: GithubUser;
  head: { sha: string; ref: string; repo: { full_name: string } | null };
  base: { ref: string; repo: { full_name: string } };
  merged_at?: string | null;
  merge_commit_sha: string | null;
  merged_by?: GithubUser;
};

/** Accounts are deleted: what they did is then GitHub's ghost's. */
const account = (user: GithubUser): HostAccount =>
  user ? { id: String(user.id), name: user.login } : { id: '10137', name: 'ghost' };

export const pullFacts = (pull: GithubPull): PullRequestFacts => ({
  number: pull.number,
  url: pull.html_url,
  title: pull.title,
  open: pull.state === 'open',
  author: account(pull.user),
  head: { sha: pull.head.sha, branch: pull.head.ref },
  fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
  base: pull.base.ref,
  merged: pull.merged_at && pull.merge_commit_sha ? { sha: pull.merge_commit_sha, by: account(pull.merged_by) } : null,
});

export async function openPullRequest(api: Octokit, wanted: NewPullRequest): Promise<PullRequestFacts> {
  const { repository, branch, base, title, body } = wanted;
  const place = ownerAndName(repository);
  const find = async () => {
    const same = { head: `${place.owner}:${branch}`, base, state: 'all' as const };
    const { data } = await api.rest.pulls.list({ ...place, ...same });
    return data[0];
  };
  const there = await find();
  if (there) return pullFacts(there);
  try {
    const { data } = await api.rest.pulls.create({ ...place, head: branch, base, title, body });
    return pullFacts(data);
  } catch (error) {
    // Two asked at once: the other one's is ours.
    const other = isCode(error, 'unprocessable') ? await find() : undefined;
    if (other) return pullFacts(other);
    throw error;
  }
}

export async function readPullRequest(api: Octokit, repository: string, number: number): Promise<PullRequestFacts> {
  const { data } = await api.rest.pulls.get({ ...ownerAndName(repository), pull_number: number });
  return pullFacts(data);
}

export async function touches(api: Octokit, repository: string, number: number, folder: string): Promise<boolean> {
  if (folder === '') return true;
  const place = { ...ownerAndName(repository), pull_number: number, per_page: 100 };
  const inside = (path: string | undefined) => path?.startsWith(`${folder}/`) ?? false;
  for await (const { data } of api.paginate.iterator(api.rest.pulls.listFiles, place)) {
    if (data.some(({ filename, previous_filename: before }) => inside(filename) || inside(before))) return true;
  }
  return false;
}

export async function pullRequestsOf(api: Octokit, repository: string, sha: string): Promise<PullRequestFacts[]> {
  const place = ownerAndName(repository);
  const { data } = await api.rest.repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: sha });
  return data.map(pullFacts);
}

/** Branch protection, conflicts and a head that moved are answers, not failures: people go on from there. */
export async function merge(api: Octokit, repository: string, number: number, sha: string): Promise<MergeAnswer> {
  const place = { ...ownerAndName(repository), pull_number: number };
  try {
    const { data } = await api.rest.pulls.merge({ ...place, sha });
    return { kind: 'merged', sha: data.sha };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.retryable || error.code === 'credentials_rejected') throw error;
    const { merged } = await readPullRequest(api, repository, number);
    return merged ? { kind: 'merged', sha: merged.sha } : { kind: 'refused', why: error.userMessage };
  }
}
