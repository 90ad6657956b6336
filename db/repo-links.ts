/** Which folder of which repository a project's files live in, and the revisions that come from there. */
import { and, eq, sql } from 'drizzle-orm';
import { conflict } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { ApplyOn, IntegrationKind } from './model/integrations.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { insertRevision, latestRevision, type Revision } from './revisions.ts';
import { integrations, type RevisionFileFacts, repoLinks, users } from './schema/index.ts';

export type RepoLink = typeof repoLinks.$inferSelect;
export type NewRepoLink = Omit<RepoLink, 'createdAt' | 'importedSha' | 'reason'>;

export type RepoLinkRow = {
  link: RepoLink;
  integration: { id: string; name: string; kind: IntegrationKind };
  createdBy: Person | null;
};

export async function readRepoLink(tx: Tx, projectId: string): Promise<RepoLinkRow | undefined> {
  const [row] = await tx
    .select({
      link: repoLinks,
      integration: { id: integrations.id, name: integrations.name, kind: integrations.kind },
      user: personOf(users),
    })
    .from(repoLinks)
    .innerJoin(integrations, eq(integrations.id, repoLinks.integrationId))
    .leftJoin(users, eq(users.id, repoLinks.createdBy))
    .where(eq(repoLinks.projectId, projectId));
  if (!row) return undefined;
  const { link, integration, user } = row;
  return { link, integration, createdBy: link.createdBy ? (user ?? formerMember(link.createdBy)) : null };
}

export async function findRepoLink(tx: Tx, projectId: string): Promise<RepoLink | undefined> {
  const [link] = await tx.select().from(repoLinks).where(eq(repoLinks.projectId, projectId));
  return link;
}

/** The link that a pull request is of: a project that was linked elsewhere since has nothing to do with it. */
export async function linkOf(
  tx: Tx,
  of: Pick<RepoLink, 'projectId' | 'integrationId' | 'repository'>,
): Promise<RepoLink | undefined> {
  const link = await findRepoLink(tx, of.projectId);
  const same =
    link?.integrationId === of.integrationId && link.repository.toLowerCase() === of.repository.toLowerCase();
  return same ? link : undefined;
}

/** @throws AuroraError `conflict` for a project whose files are not in a repository */
export async function requireRepoLink(tx: Tx, projectId: string): Promise<RepoLink> {
  const link = await findRepoLink(tx, projectId);
  if (!link) throw conflict('This project is not linked to a repository. Link it to a folder first.');
  return link;
}

/** Another place takes the place of the one before. */
export async function putRepoLink(tx: Tx, link: NewRepoLink): Promise<void> {
  const fresh = { ...link, importedSha: null, reason: null };
  await tx.insert(repoLinks).values(fresh).onConflictDoUpdate({ target: repoLinks.projectId, set: fresh });
}

export async function changeRepoLink(tx: Tx, projectId: string, change: { applyOn: ApplyOn }): Promise<RepoLink> {
  const before = await requireRepoLink(tx, projectId);
  await tx.update(repoLinks).set(change).where(eq(repoLinks.projectId, projectId));
  return { ...before, ...change };
}

/** @returns what it was */
export async function removeRepoLink(tx: Tx, projectId: string): Promise<RepoLink> {
  const before = await requireRepoLink(tx, projectId);
  await tx.delete(repoLinks).where(eq(repoLinks.projectId, projectId));
  return before;
}

export type PlaceOfLinks = { integrationId: string; repository: string; branch: string };

/** Names of repositories are compared as their hosts do: without regard to case. */
export async function linksTo(tx: Tx, { integrationId, repository, branch }: PlaceOfLinks): Promise<RepoLink[]> {
  const links = await tx
    .select()
    .from(repoLinks)
    .where(and(eq(repoLinks.integrationId, integrationId), eq(repoLinks.branch, branch)));
  return links.filter((link) => link.repository.toLowerCase() === repository.toLowerCase());
}

export const linksVia = (tx: Tx, integrationId: string): Promise<RepoLink[]> =>
  tx.select().from(repoLinks).where(eq(repoLinks.integrationId, integrationId));

export type WantedRepositoryLook = { orgId: string; integrationId: string; linked: boolean };

/** Of every organisation, for the keeper. One that no project follows, or that was removed, is not linked. */
export async function wantedRepositoryLooks(db: Database): Promise<WantedRepositoryLook[]> {
  const { rows } = await db.orm.execute<WantedRepositoryLook>(sql`
    select org_id as "orgId", integration_id as "integrationId", linked from wanted_repository_looks()`);
  return rows;
}

export async function noteImport(
  tx: Tx,
  projectId: string,
  note: { importedSha?: string; reason: string | null },
): Promise<void> {
  await tx.update(repoLinks).set(note).where(eq(repoLinks.projectId, projectId));
}

/** What the folder held at a commit; its text is in S3 already. */
export type FolderRevision = {
  id: string;
  sha: string;
  storageKey: string;
  filesSha256: string;
  files: RevisionFileFacts[];
};

export type KeptImport = { revision: Revision; isNew: boolean };

/** Makes it the project's newest revision, unless that holds exactly the same. */
export async function keepImport(
  tx: Tx,
  link: RepoLink,
  { sha, ...found }: FolderRevision,
  by: { authorId: string | null; why: string },
): Promise<KeptImport> {
  const { orgId, projectId } = link;
  await noteImport(tx, projectId, { importedSha: sha, reason: null });
  const latest = await latestRevision(tx, projectId);
  if (latest?.filesSha256 === found.filesSha256) return { revision: latest, isNew: false };
  const reason = `${by.why}: ${placeOf(link)} at ${sha}`.slice(0, 500);
  const row = { ...found, orgId, projectId, baseNumber: undefined, reason, authorId: by.authorId };
  return { revision: await insertRevision(tx, row), isNew: true };
}

export const placeOf = ({ repository, folder }: Pick<RepoLink, 'repository' | 'folder'>): string =>
  folder === '' ? repository : `${folder} of ${repository}`;
