/** Keeps a set of files as the next revision of a project: the text in S3, then the row. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { findRevision, type RevisionRow, requireProject, revisionNumberOf } from '../../db/projects.ts';
import { insertRevision } from '../../db/revisions.ts';
import { checkRevisionFiles, digestFiles, fileFacts, putRevision, revisionKey } from '../../platform/revision-files.ts';
import { keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Given = { id?: string; contents: Record<string, string>; reason: string; baseNumber: number | null };

/** @throws AuroraError `unprocessable` for files that cannot be a revision, `conflict` when somebody else saved one */
export async function saveRevision(
  { db, storage }: Pick<Parts, 'db' | 'storage'>,
  actor: Actor,
  projectId: string,
  { id = crypto.randomUUID(), contents, reason, baseNumber }: Given,
): Promise<RevisionRow> {
  checkRevisionFiles(contents);
  const scope = scopeOf(actor);
  // Looked up before anything is stored: the text of a revision that exists is never written again.
  const known = await inOrg(db, scope, async (tx) => {
    await requireProject(tx, projectId);
    const number = await revisionNumberOf(tx, projectId, id);
    return number === undefined ? undefined : findRevision(tx, projectId, number);
  });
  if (known) return known;

  const storageKey = revisionKey(actor.orgId, projectId, id);
  await putRevision(storage, storageKey, contents);
  return inOrg(db, scope, async (tx) => {
    const { number, filesSha256 } = await insertRevision(tx, {
      id,
      orgId: actor.orgId,
      projectId,
      baseNumber,
      storageKey,
      filesSha256: digestFiles(contents),
      files: fileFacts(contents),
      reason,
      authorId: actor.userId,
    });
    const detail = { projectId, number, filesSha256 };
    await keepAuditOnce(tx, actor, { action: 'revision.create', subject: { kind: 'revision', id }, detail });
    return findRevision(tx, projectId, number);
  });
}
