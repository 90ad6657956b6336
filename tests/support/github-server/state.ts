/** What a GitHub has: accounts, one repository with its pull requests, and what was said there. */
import { type Files, GitStore } from './git-store.ts';

export type Account = { id: number; login: string };

export type Pull = {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  author: Account;
  /** Of the repository itself, or of a fork's name. */
  headRepository: string;
  headBranch: string;
  headSha: string;
  base: string;
  merged: { sha: string; by: Account; at: string } | null;
};

export type Comment = { id: number; number: number; body: string; author: Account };
export type CheckRun = {
  id: number;
  sha: string;
  name: string;
  status: string;
  conclusion: string | null;
  output: { title: string; summary: string };
  details_url: string;
};
export type Status = { sha: string; context: string; state: string; description: string; target_url: string };

export class RepositoryState {
  readonly git = new GitStore();
  readonly refs = new Map<string, string>();
  readonly pulls: Pull[] = [];
  readonly comments: Comment[] = [];
  readonly checks: CheckRun[] = [];
  readonly statuses: Status[] = [];
  readonly defaultBranch = 'main';
  readonly name: string;
  /** Branch protection: every merge by the API is refused with these words. */
  mergeRefusal: string | null = null;
  private ids = 1_000;

  constructor(name: string, files: Record<string, string>) {
    this.name = name;
    this.refs.set('main', this.commit(asFiles(files), [], 'First commit'));
  }

  nextId(): number {
    this.ids += 1;
    return this.ids;
  }

  commit(files: Files, parents: string[], message: string): string {
    return this.git.putCommit({ tree: this.git.putTree(files), parents, message }).sha;
  }

  head(branch: string): string {
    const sha = this.refs.get(branch);
    if (!sha) throw new Error(`The stub has no branch ${branch}.`);
    return sha;
  }

  filesAt(branch: string): Record<string, string> {
    const files = this.git.filesOf(this.head(branch));
    return Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]));
  }

  /** What somebody commits on a branch: `null` removes. @returns the commit */
  change(branch: string, changes: Record<string, string | null>, from = branch): string {
    const parent = this.head(from);
    const files = this.git.filesOf(parent);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) delete files[path];
      else files[path] = { mode: files[path]?.mode ?? '100644', text };
    }
    const sha = this.commit(files, [parent], 'A change');
    this.refs.set(branch, sha);
    for (const pull of this.pulls) {
      const ours = pull.state === 'open' && pull.headRepository === this.name && pull.headBranch === branch;
      if (ours) pull.headSha = sha;
    }
    return sha;
  }

  pull(number: number): Pull {
    const found = this.pulls.find((one) => one.number === number);
    if (!found) throw new Error(`The stub has no pull request ${number}.`);
    return found;
  }

  open(pull: Pick<Pull, 'title' | 'body' | 'author' | 'headBranch' | 'base'> & Partial<Pull>): Pull {
    const made: Pull = {
      headRepository: this.name,
      headSha: pull.headSha ?? this.head(pull.headBranch),
      state: 'open',
      merged: null,
      ...pull,
      number: this.pulls.length + 1,
    };
    this.pulls.push(made);
    return made;
  }

  /** A merge commit. @returns why not, where it cannot be merged */
  merge(pull: Pull, by: Account): { sha: string } | { why: string } {
    const base = this.head(pull.base);
    const files = this.git.merged(base, pull.headSha);
    if (!files) return { why: 'Pull Request is not mergeable' };
    const sha = this.commit(files, [base, pull.headSha], `Merge pull request #${pull.number}`);
    this.refs.set(pull.base, sha);
    pull.state = 'closed';
    pull.merged = { sha, by, at: new Date().toISOString() };
    return { sha };
  }
}

const asFiles = (files: Record<string, string>): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { mode: '100644', text }]));
