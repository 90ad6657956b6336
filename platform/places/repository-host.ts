/**
 * What Aurora does where repositories are kept, the same for every host of them.
 *
 * Every call throws AuroraError: `credentials_rejected` for a token that no longer holds, `cloud_throttled` (retryable,
 * with `retryAfterMs`) where the host asks for patience, `cloud_denied` for what the token may not do, `cloud_failed`
 * (retryable) for a host that does not answer well, `not_found` and `conflict` in words for people.
 */
import type { RevisionFiles } from '../revision-files.ts';

/** `id` is for ever, `name` is what people see and may change. */
export type HostAccount = { id: string; name: string };

export type RepositoryFacts = { name: string; defaultBranch: string; url: string; mayWrite: boolean };

/** A folder at a commit. `folder` is without slashes at its ends; '' for the root. */
export type FolderAt = { repository: string; sha: string; folder: string };

export type FolderChange = {
  repository: string;
  branch: string;
  /** What the commit follows. */
  parentSha: string;
  folder: string;
  /** Exactly what the folder holds afterwards. */
  files: RevisionFiles;
  message: string;
};

export type PullRequestFacts = {
  number: number;
  url: string;
  title: string;
  open: boolean;
  author: HostAccount;
  head: { sha: string; branch: string };
  /** From another repository, so that its author need not be allowed to write here. */
  fork: boolean;
  base: string;
  /** Null until it is merged. */
  merged: { sha: string; by: HostAccount } | null;
};

export type NewPullRequest = { repository: string; branch: string; base: string; title: string; body: string };

/** `marker` is hidden in the text, and finds a comment whose id was not kept. */
export type HostComment = { repository: string; number: number; id: number | null; marker: string; body: string };

export const checkStates = ['running', 'passed', 'failed', 'neutral'] as const;

export type HostCheck = {
  repository: string;
  sha: string;
  /** What people see in the list of checks, and what finds it again. */
  name: string;
  state: (typeof checkStates)[number];
  title: string;
  /** Markdown; shown where the host has room for it. */
  summary: string;
  url: string;
};

export type MergeAnswer = { kind: 'merged'; sha: string } | { kind: 'refused'; why: string };

export type RepositoryHost = {
  whoAmI(): Promise<HostAccount>;
  repository(name: string): Promise<RepositoryFacts>;
  /** The commit at the end of a branch. @throws AuroraError `not_found` */
  head(repository: string, branch: string): Promise<string>;
  /** The id of everything in the folder, equal where all of it is; null where there is no such folder. */
  folderId(at: FolderAt): Promise<string | null>;
  /** @throws AuroraError `unprocessable` for what cannot be a revision: links, binary files, too many or too large ones */
  readFolder(at: FolderAt): Promise<RevisionFiles>;
  /**
   * One commit on a branch of its own. A branch that is there is left as it is.
   *
   * @returns the commit at the end of the branch
   * @throws AuroraError `conflict` where the folder holds exactly that already
   */
  pushFolder(change: FolderChange): Promise<string>;
  /** Answers the one of this branch where there is one. */
  openPullRequest(wanted: NewPullRequest): Promise<PullRequestFacts>;
  readPullRequest(repository: string, number: number): Promise<PullRequestFacts>;
  /** Whether it changes anything in the folder. */
  touches(repository: string, number: number, folder: string): Promise<boolean>;
  /** Those that a commit came in by. */
  pullRequestsOf(repository: string, sha: string): Promise<PullRequestFacts[]>;
  /** Only if the last commit of the pull request is still `sha`. */
  merge(repository: string, number: number, sha: string): Promise<MergeAnswer>;
  /** @returns the comment's id */
  tellComment(comment: HostComment): Promise<number>;
  /** @returns the check's id, null where the host keeps none */
  tellCheck(check: HostCheck): Promise<number | null>;
};

/** The end of the id, because ids that are made close together begin alike. */
export const pullRequestBranch = (pullRequestId: string): string => `aurora/${pullRequestId.slice(-12)}`;

/** The first line of why a revision was made. */
export function pullRequestTitle(reason: string): string {
  const [first = ''] = reason.split('\n');
  return first.length <= 120 ? first || 'Change infrastructure' : `${first.slice(0, 119)}…`;
}
