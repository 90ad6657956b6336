/** Links projects to folders of repositories, and imports what is there. The other side is asked before a row changes. */
import type { z } from 'zod';
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { findIntegration } from '../../db/integrations.ts';
import type { ApplyOn } from '../../db/model/integrations.ts';
import { requireProject } from '../../db/projects.ts';
import { openPullRequestsOf } from '../../db/pull-requests.ts';
import {
  changeRepoLink,
  keepImport,
  noteImport,
  putRepoLink,
  type RepoLink,
  type RepoLinkRow,
  readRepoLink,
  removeRepoLink,
  requireRepoLink,
} from '../../db/repo-links.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { nudgePullRequest } from '../../platform/nudges.ts';
import { type FolderRevision, folderRevision } from '../../platform/places/folder-revision.ts';
import { openHost } from '../../platform/places/open-host.ts';
import type { RepositoryHost } from '../../platform/places/repository-host.ts';
import type { Parts } from '../parts.ts';
import { readRecorded } from '../recorded-secrets.ts';
import type { LinkRepository } from '../views/repositories.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'storage' | 'outbound'>;

export type Imported = { row: RepoLinkRow; revision: number | null; changed: boolean };

export async function linkRepository(
  parts: Needs,
  actor: Actor,
  projectId: string,
  given: z.output<typeof LinkRepository>,
): Promise<Imported> {
  const { orgId, userId } = actor;
  await inOrg(parts.db, scopeOf(actor), (tx) => requireProject(tx, projectId));
  const host = await hostOf(parts, actor, given.integrationId);
  const { name, defaultBranch, mayWrite } = await host.repository(given.repository);
  if (!mayWrite) throw readOnly(name);
  const { integrationId, folder, applyOn } = given;
  const place = { repository: name, branch: given.branch ?? defaultBranch, folder };
  const found = await lookInto(parts, host, { orgId, projectId, ...place });
  return inOrg(parts.db, scopeOf(actor), async (tx) => {
    await putRepoLink(tx, { projectId, orgId, integrationId, ...place, applyOn, createdBy: userId });
    const kept = await keep(tx, actor, projectId, found, 'Imported from the repository');
    await audit(tx, actor, 'repository.link', projectId, { integrationId, ...place, applyOn });
    return kept;
  });
}

/** What is at the end of the branch now. */
export async function importAgain(parts: Needs, actor: Actor, projectId: string): Promise<Imported> {
  const link = await inOrg(parts.db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    return requireRepoLink(tx, projectId);
  });
  const host = await hostOf(parts, actor, link.integrationId);
  const found = await lookInto(parts, host, link);
  return inOrg(parts.db, scopeOf(actor), async (tx) => {
    const kept = await keep(tx, actor, projectId, found, 'Imported again');
    const { repository, branch, folder } = link;
    await audit(tx, actor, 'repository.import', projectId, { repository, branch, folder, sha: found.sha });
    return kept;
  });
}

export async function changeRepository(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  projectId: string,
  change: { applyOn: ApplyOn },
): Promise<RepoLinkRow> {
  const { changed, open } = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    await changeRepoLink(tx, projectId, change);
    await audit(tx, actor, 'repository.change', projectId, change);
    return { changed: await row(tx, projectId), open: await openPullRequestsOf(tx, projectId) };
  });
  // What they say of a merge is another thing now.
  for (const { id, orgId } of open) await nudgePullRequest(temporal, { orgId, pullRequestId: id });
  return changed;
}

/** Pull requests that are open stay over there, and are told nothing any more. */
export async function unlinkRepository({ db }: Pick<Parts, 'db'>, actor: Actor, projectId: string): Promise<void> {
  await inOrg(db, scopeOf(actor), async (tx) => {
    await requireProject(tx, projectId);
    const { repository, branch, folder } = await removeRepoLink(tx, projectId);
    await audit(tx, actor, 'repository.unlink', projectId, { repository, branch, folder });
  });
}

async function hostOf(parts: Needs, actor: Actor, integrationId: string): Promise<RepositoryHost> {
  const { db, outbound } = parts;
  const { kind, settings, secretRef } = await inOrg(db, scopeOf(actor), (tx) => findIntegration(tx, integrationId));
  const secrets = await readRecorded(parts, actor, { kind: 'integration', id: integrationId }, secretRef);
  return openHost(kind, { settings, secrets }, { fetch: outbound });
}

type Place = Pick<RepoLink, 'orgId' | 'projectId' | 'repository' | 'branch' | 'folder'>;
type Found = { sha: string; revision: FolderRevision | null };

/** A folder that is not there yet is a project that begins empty. */
async function lookInto({ storage }: Needs, host: RepositoryHost, link: Place): Promise<Found> {
  const { repository, folder } = link;
  const sha = await host.head(repository, link.branch);
  const at = { repository, sha, folder };
  if ((await host.folderId(at)) === null) return { sha, revision: null };
  return { sha, revision: await folderRevision({ host, storage }, link, at) };
}

async function keep(tx: Tx, actor: Actor, projectId: string, { sha, revision }: Found, why: string): Promise<Imported> {
  const link = await requireRepoLink(tx, projectId);
  if (!revision) {
    await noteImport(tx, projectId, { importedSha: sha, reason: null });
    return { row: await row(tx, projectId), revision: null, changed: false };
  }
  const kept = await keepImport(tx, link, revision, { authorId: actor.userId, why });
  return { row: await row(tx, projectId), revision: kept.revision.number, changed: kept.isNew };
}

async function row(tx: Tx, projectId: string): Promise<RepoLinkRow> {
  const found = await readRepoLink(tx, projectId);
  if (!found) throw conflict('Somebody has unlinked the repository meanwhile.');
  return found;
}

const audit = (tx: Tx, actor: Actor, action: string, projectId: string, detail: object) =>
  appendAudit(
    tx,
    actor.orgId,
    auditBy(actor, { action, subject: { kind: 'project', id: projectId }, detail: { ...detail } }),
  );

const readOnly = (name: string) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `The token may read ${name} and not write to it, so Aurora could not open pull requests there. Give it the permissions that Aurora's guide names.`,
  });
