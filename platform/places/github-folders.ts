/** Folders of a repository by GitHub's git data API: no clone, no working copy, one commit a change. */
import { createHash } from 'node:crypto';
import type { Octokit } from 'octokit';
import { AuroraError, conflict } from '../errors.ts';
import { checkRevisionFiles, type RevisionFiles, revisionLimits } from '../revision-files.ts';
import { ownerAndName } from './github-client.ts';
import { isCode } from './github-failures.ts';
import type { FolderAt, FolderChange } from './repository-host.ts';

type Entry = { path: string; mode: string; type: string; sha: string; size?: number };

/** Blobs at a time: GitHub asks not to be asked too much at once. */
const readersAtATime = 8;

/** From the root down, so that a folder of a huge repository is read without the rest of it. */
export async function folderId(api: Octokit, { repository, sha, folder }: FolderAt): Promise<string | null> {
  let treeSha = sha;
  if (folder === '') return (await tree(api, repository, sha)).sha;
  for (const segment of folder.split('/')) {
    const { entries } = await tree(api, repository, treeSha);
    const found = entries.find(({ path, type }) => path === segment && type === 'tree');
    if (!found) return null;
    treeSha = found.sha;
  }
  return treeSha;
}

async function tree(api: Octokit, repository: string, treeSha: string, recursive = false) {
  const { data } = await api.rest.git.getTree({
    ...ownerAndName(repository),
    tree_sha: treeSha,
    ...(recursive ? { recursive: '1' } : {}),
  });
  if (data.truncated) throw unusable('the folder holds more than GitHub lists');
  return { sha: data.sha, entries: data.tree as Entry[] };
}

async function entriesOf(api: Octokit, at: FolderAt): Promise<Entry[]> {
  const id = await folderId(api, at);
  if (id === null) return [];
  const { entries } = await tree(api, at.repository, id, true);
  return entries.filter(({ type }) => type !== 'tree');
}

/** Judged by the listing before anything is downloaded. */
export async function readFolder(api: Octokit, at: FolderAt): Promise<RevisionFiles> {
  const entries = await entriesOf(api, at);
  checkEntries(entries);
  const files: RevisionFiles = {};
  for (let start = 0; start < entries.length; start += readersAtATime) {
    const some = entries.slice(start, start + readersAtATime);
    const texts = await Promise.all(some.map((entry) => textOf(api, at.repository, entry)));
    for (const [index, { path }] of some.entries()) files[path] = texts[index] ?? '';
  }
  checkRevisionFiles(files);
  return files;
}

function checkEntries(entries: Entry[]): void {
  const { files, totalBytes } = revisionLimits;
  if (entries.length === 0) throw unusable('there are no files in it');
  if (entries.length > files) throw unusable(`it holds ${entries.length} files, and ${files} are allowed`);
  const total = entries.reduce((sum, { size = 0 }) => sum + size, 0);
  if (total > totalBytes) throw unusable(`it holds ${total} bytes, and 8 MiB are allowed`);
  const odd = entries.find(({ type, mode }) => type !== 'blob' || mode === '120000');
  if (odd) throw unusable(`"${odd.path}" is a link or a submodule, which a revision may not hold`);
}

async function textOf(api: Octokit, repository: string, { path, sha }: Entry): Promise<string> {
  const { data } = await api.rest.git.getBlob({ ...ownerAndName(repository), file_sha: sha });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(data.content, 'base64'));
  } catch {
    throw unusable(`"${path}" is not UTF-8 text, and a revision holds text only`);
  }
}

export async function head(api: Octokit, repository: string, branch: string): Promise<string> {
  const { data } = await api.rest.git.getRef({ ...ownerAndName(repository), ref: `heads/${branch}` });
  return data.object.sha;
}

async function headIfThere(api: Octokit, repository: string, branch: string): Promise<string | null> {
  try {
    return await head(api, repository, branch);
  } catch (error) {
    if (isCode(error, 'not_found')) return null;
    throw error;
  }
}

/** The branch is made last, in one request: it is there with the whole commit, or not at all. */
export async function pushFolder(api: Octokit, change: FolderChange): Promise<string> {
  const { repository, branch, parentSha, message } = change;
  const there = await headIfThere(api, repository, branch);
  if (there) return there;
  const place = ownerAndName(repository);
  const before = await entriesOf(api, { ...change, sha: parentSha });
  const entries = changesOf(before, change);
  if (entries.length === 0) throw conflict('The repository holds exactly these files already.');
  const parent = await api.rest.git.getCommit({ ...place, commit_sha: parentSha });
  const made = await api.rest.git.createTree({ ...place, base_tree: parent.data.tree.sha, tree: entries });
  const commit = await api.rest.git.createCommit({ ...place, message, tree: made.data.sha, parents: [parentSha] });
  try {
    await api.rest.git.createRef({ ...place, ref: `refs/heads/${branch}`, sha: commit.data.sha });
    return commit.data.sha;
  } catch (error) {
    const other = isCode(error, 'unprocessable') ? await headIfThere(api, repository, branch) : null;
    if (other) return other;
    throw error;
  }
}

type TreeChange = { path: string; mode: '100644' | '100755'; type: 'blob' } & ({ content: string } | { sha: null });

/** Only what differs, so that a file keeps its mode and a large folder is not sent again. */
function changesOf(before: Entry[], { folder, files }: FolderChange): TreeChange[] {
  const at = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  const known = new Map(before.map((entry) => [entry.path, entry]));
  const written = Object.entries(files).flatMap(([path, content]): TreeChange[] => {
    const old = known.get(path);
    if (old?.sha === blobId(content)) return [];
    const mode = old?.mode === '100755' ? '100755' : '100644';
    return [{ path: at(path), mode, type: 'blob', content }];
  });
  const removed = before
    .filter(({ path }) => !(path in files))
    .map(({ path }): TreeChange => ({ path: at(path), mode: '100644', type: 'blob', sha: null }));
  return [...written, ...removed];
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
const blobId = (text: string) =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex');

const unusable = (why: string) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `This folder cannot be a project: ${why}. Link a folder that holds the configuration alone.`,
  });
