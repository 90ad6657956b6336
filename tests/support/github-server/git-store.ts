/** Git's objects in memory, with Git's own ids for blobs, so that clients may compute them. */
import { createHash } from 'node:crypto';

export type FileEntry = { mode: string; text: string };
/** Whole paths from the root. */
export type Files = Record<string, FileEntry>;
export type TreeEntry = { path: string; mode: string; type: 'blob' | 'tree'; sha: string; size?: number };
export type Commit = { sha: string; tree: string; parents: string[]; message: string };

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

export class GitStore {
  readonly blobs = new Map<string, string>();
  readonly trees = new Map<string, TreeEntry[]>();
  readonly commits = new Map<string, Commit>();

  putBlob(text: string): string {
    const sha = createHash('sha1')
      .update(`blob ${Buffer.byteLength(text)}\0`)
      .update(text)
      .digest('hex');
    this.blobs.set(sha, text);
    return sha;
  }

  putTree(files: Files): string {
    const entries: TreeEntry[] = [];
    const folders = new Map<string, Files>();
    for (const [path, file] of Object.entries(files)) {
      const [name = '', ...rest] = path.split('/');
      if (rest.length === 0) {
        const sha = this.putBlob(file.text);
        entries.push({ path: name, mode: file.mode, type: 'blob', sha, size: Buffer.byteLength(file.text) });
      } else folders.set(name, { ...folders.get(name), [rest.join('/')]: file });
    }
    for (const [path, inside] of folders) {
      entries.push({ path, mode: '040000', type: 'tree', sha: this.putTree(inside) });
    }
    entries.sort((a, b) => (a.path < b.path ? -1 : 1));
    const sha = sha1(`tree ${JSON.stringify(entries)}`);
    this.trees.set(sha, entries);
    return sha;
  }

  putCommit(commit: Omit<Commit, 'sha'>): Commit {
    const made = { ...commit, sha: sha1(`commit ${JSON.stringify(commit)}`) };
    this.commits.set(made.sha, made);
    return made;
  }

  /** Of a commit or a tree. */
  treeOf(sha: string): string | undefined {
    return this.commits.get(sha)?.tree ?? (this.trees.has(sha) ? sha : undefined);
  }

  filesOf(sha: string): Files {
    const tree = this.treeOf(sha);
    const files: Files = {};
    for (const entry of (tree && this.trees.get(tree)) || []) {
      if (entry.type === 'blob') files[entry.path] = { mode: entry.mode, text: this.blobs.get(entry.sha) ?? '' };
      else for (const [path, file] of Object.entries(this.filesOf(entry.sha))) files[`${entry.path}/${path}`] = file;
    }
    return files;
  }

  /** Every blob and tree below, by its whole path. */
  walk(tree: string, prefix = ''): TreeEntry[] {
    return (this.trees.get(tree) ?? []).flatMap((entry) => {
      const here = { ...entry, path: `${prefix}${entry.path}` };
      return entry.type === 'tree' ? [here, ...this.walk(entry.sha, `${here.path}/`)] : [here];
    });
  }

  ancestors(sha: string): string[] {
    const seen: string[] = [];
    const queue = [sha];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (seen.includes(next)) continue;
      seen.push(next);
      queue.push(...(this.commits.get(next)?.parents ?? []));
    }
    return seen;
  }

  mergeBase(a: string, b: string): string | undefined {
    const of = new Set(this.ancestors(a));
    return this.ancestors(b).find((sha) => of.has(sha));
  }

  /** File by file. @returns null where both sides changed the same file in different ways */
  merged(ours: string, theirs: string): Files | null {
    const base = this.filesOf(this.mergeBase(ours, theirs) ?? '');
    const [left, right] = [this.filesOf(ours), this.filesOf(theirs)];
    const result: Files = {};
    for (const path of new Set([...Object.keys(base), ...Object.keys(left), ...Object.keys(right)])) {
      const [was, mine, yours] = [base[path], left[path], right[path]].map((file) => JSON.stringify(file));
      if (mine !== was && yours !== was && mine !== yours) return null;
      const kept = mine === was ? right[path] : left[path];
      if (kept) result[path] = kept;
    }
    return result;
  }
}
