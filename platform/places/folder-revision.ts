/** A folder of a repository as a revision's files: read at one commit, checked, and kept in S3. */
import { v5 } from 'uuid';
import { digestFiles, fileFacts, putRevision, type RevisionFileFacts, revisionKey } from '../revision-files.ts';
import type { Storage } from '../storage/s3.ts';
import type { FolderAt, RepositoryHost } from './repository-host.ts';

export type FolderRevision = {
  /** Made from project, place and commit, so that the same one is kept once. */
  id: string;
  sha: string;
  storageKey: string;
  filesSha256: string;
  files: RevisionFileFacts[];
};

/** @throws AuroraError `unprocessable` for what cannot be a revision */
export async function folderRevision(
  { host, storage }: { host: RepositoryHost; storage: Storage },
  { orgId, projectId }: { orgId: string; projectId: string },
  at: FolderAt,
): Promise<FolderRevision> {
  const files = await host.readFolder(at);
  const id = v5(`commit:${at.repository}:${at.folder}:${at.sha}`, projectId);
  const storageKey = revisionKey(orgId, projectId, id);
  await putRevision(storage, storageKey, files);
  return { id, sha: at.sha, storageKey, filesSha256: digestFiles(files), files: fileFacts(files) };
}
