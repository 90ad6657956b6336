/** Documents in a folder of a Git repository: a clone of one commit, in memory of the disk for as long as it is read. */

import * as fs from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import git from 'isomorphic-git';
import type { OfIngest } from '../../../db/knowledge-ingests.ts';
import type { KnowledgeSource } from '../../../db/knowledge-sources.ts';
import { documentMaxBytes } from '../../../db/model/knowledge.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { OutboundFetch } from '../../../platform/outbound.ts';
import type { WorkerDeps } from '../../deps.ts';
import { recordedSecrets } from '../../recorded-secrets.ts';
import { makeGitHttp } from './git-http.ts';
import { type KeepDeps, keepFetched, keepUnfetched, seenBefore } from './keep.ts';

export type GitDeps = KeepDeps & Pick<WorkerDeps, 'config' | 'secrets'> & { outbound: OutboundFetch };

/** Code stays out of a knowledge base; what has no ending is read where its name says what it is. */
const documents = /\.(md|markdown|mdx|txt|rst|adoc|html?|pdf|docx)$|(^|\/)(readme|changelog|contributing|runbook)$/i;

const mostDocuments = 10_000;

type Entry = { path: string; oid: string; mode: string };

/**
 * @returns the paths of all documents that are there now
 * @throws AuroraError `credentials_rejected`, `unprocessable` for a repository, branch or folder that is not there
 */
export async function fetchGit(
  deps: GitDeps,
  of: OfIngest,
  source: KnowledgeSource,
  { signal, tell }: { signal: AbortSignal; tell: () => Promise<void> },
): Promise<string[]> {
  const settings = source.settings.git;
  if (!settings) throw gone('This source names no repository.');
  await mkdir(deps.config.WORK_DIR, { recursive: true });
  const dir = await mkdtemp(join(deps.config.WORK_DIR, 'documents-'));
  try {
    const owners = [{ kind: 'knowledge_source', id: source.id, secretRef: source.secretRef }];
    const by = { kind: 'ingest', id: of.ingestId };
    const secrets = recordedSecrets(deps, { orgId: of.orgId, owners, purpose: 'read', by });
    const credentials = source.secretRef ? await secrets.read(source.secretRef, { signal }) : undefined;
    const { username = 'x-access-token', token } = credentials ?? {};
    const repository = { fs, dir, cache: {} };
    await cloneInto(repository, settings, {
      http: makeGitHttp(deps.outbound, signal),
      onAuth: token ? () => ({ username, password: token }) : undefined,
    });
    const entries = await entriesIn(repository, settings.folder);
    for (const entry of entries) {
      signal.throwIfAborted();
      await keepEntry(deps, of, repository, entry);
      await tell();
    }
    return entries.map(({ path }) => path);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

type Repository = { fs: typeof fs; dir: string; cache: object };
type Access = Pick<Parameters<typeof git.clone>[0], 'http' | 'onAuth'>;

async function cloneInto(repository: Repository, settings: { url: string; branch: string | null }, access: Access) {
  const what = { url: settings.url, ...(settings.branch && { ref: settings.branch }) };
  // Once refused, asking with the same words again would only lock the account.
  const onAuthFailure = () => ({ cancel: true });
  try {
    await git.clone({
      ...repository,
      ...access,
      ...what,
      onAuthFailure,
      depth: 1,
      singleBranch: true,
      noTags: true,
      noCheckout: true,
    });
  } catch (error) {
    throw cloneFailure(error, settings);
  }
}

function cloneFailure(error: unknown, { branch }: { branch: string | null }): unknown {
  if (error instanceof AuroraError) return error;
  const { code, data } = (error ?? {}) as { code?: string; data?: { statusCode?: number } };
  if (code === 'UserCanceledError' || data?.statusCode === 401 || data?.statusCode === 403) {
    return new AuroraError({
      code: 'credentials_rejected',
      retryable: false,
      userMessage: 'The repository refuses to be read. It is private, or its token is missing, wrong or expired.',
    });
  }
  if (data?.statusCode === 404) return gone('There is no repository at this address, or its token may not see it.');
  if (code === 'NotFoundError') return gone(`The repository has no branch ${branch ?? 'to read'}.`);
  return new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: 'The repository cannot be fetched right now. Aurora tries again.',
    cause: error,
  });
}

/** Below the folder, in the order of paths, which are those of the repository. */
async function entriesIn(repository: Repository, folder: string): Promise<Entry[]> {
  const oid = await git.resolveRef({ ...repository, ref: 'HEAD' });
  const found: Entry[] = [];
  const walk = async (tree: string, prefix: string): Promise<void> => {
    const { tree: entries } = await git.readTree({ ...repository, oid: tree });
    for (const { type, path, oid: entryOid, mode } of entries) {
      const full = prefix + path;
      if (type === 'tree') await walk(entryOid, `${full}/`);
      // A submodule is another repository: it is a source of its own.
      if (type === 'blob' && documents.test(full)) found.push({ path: full, oid: entryOid, mode });
      if (found.length > mostDocuments) throw gone(`There are more than ${mostDocuments} documents. Name a folder.`);
    }
  };
  const filepath = folder.replaceAll(/^\/+|\/+$/g, '');
  const root = await git.readTree({ ...repository, oid, ...(filepath && { filepath }) }).catch(() => {
    throw gone(`The repository has no folder "${filepath}".`);
  });
  await walk(root.oid, filepath ? `${filepath}/` : '');
  return found;
}

async function keepEntry(
  deps: GitDeps,
  of: OfIngest,
  repository: Repository,
  { path, oid, mode }: Entry,
): Promise<void> {
  const seen = await seenBefore(deps, of, path);
  if (seen?.blob === oid) return;
  if (mode === '120000') {
    return keepUnfetched(deps, of, path, 'This is a link to another file (a symlink), which is not followed.');
  }
  const { blob } = await git.readBlob({ ...repository, oid });
  if (blob.length > documentMaxBytes) {
    return keepUnfetched(deps, of, path, 'This file is larger than 50 MB. Split it, or keep it elsewhere.');
  }
  if (isPointer(blob)) {
    return keepUnfetched(deps, of, path, 'This file is in Git LFS, and the repository holds a pointer to it alone.');
  }
  if (blob.length === 0) return keepUnfetched(deps, of, path, 'This file is empty.');
  await keepFetched(deps, of, { key: path, bytes: blob, seen: { blob: oid } });
}

const isPointer = (blob: Uint8Array) =>
  blob.length < 1_024 && Buffer.from(blob).toString('latin1').startsWith('version https://git-lfs.github.com/spec/');

const gone = (userMessage: string) => new AuroraError({ code: 'unprocessable', retryable: false, userMessage });
