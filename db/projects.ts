/** Projects, their cloud connections and the list of their revisions, as pages show them. */
import { and, asc, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { AuroraError, conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { ProjectAccess } from './model/states.ts';
import { afterPlace, beforeNumber, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { connections, projectConnections, projects, revisions, runs, users } from './schema/index.ts';

export type Connection = typeof connections.$inferSelect;

export type ProjectDetails = {
  id: string;
  name: string;
  description: string;
  access: ProjectAccess;
  createdAt: Date;
  latestRevision: number | null;
  connections: Connection[];
  lastRun: { id: string; state: string; kind: string; createdAt: Date } | null;
};

const columns = {
  id: projects.id,
  name: projects.name,
  description: projects.description,
  access: projects.access,
  createdAt: projects.createdAt,
  place: placeOf(projects.createdAt),
};
type Row = Pick<ProjectDetails, 'id' | 'name' | 'description' | 'access' | 'createdAt'>;

export async function listProjects(tx: Tx, { cursor, limit }: PageRequest): Promise<Page<ProjectDetails>> {
  const rows = await tx
    .select(columns)
    .from(projects)
    .where(and(isNull(projects.archivedAt), afterPlace(projects.createdAt, projects.id, cursor)))
    .orderBy(desc(projects.createdAt), desc(projects.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { ...page, rows: await withDetails(tx, page.rows) };
}

export async function findProject(tx: Tx, projectId: string): Promise<ProjectDetails> {
  const rows = await tx.select(columns).from(projects).where(eq(projects.id, projectId));
  const [project] = await withDetails(tx, rows);
  if (!project) throw notFound('project');
  return project;
}

/** Throws unless the organisation has the project: cheaper than reading it whole. */
export async function requireProject(tx: Tx, projectId: string): Promise<void> {
  const [row] = await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId));
  if (!row) throw notFound('project');
}

/** Ids, oldest first: a conversation is about the first that will do when nobody says. */
export async function visibleProjects(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(isNull(projects.archivedAt))
    .orderBy(asc(projects.createdAt), asc(projects.id));
  return rows.map(({ id }) => id);
}

async function withDetails(tx: Tx, rows: Row[]): Promise<ProjectDetails[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const numbers = await tx
    .select({ projectId: revisions.projectId, latest: sql<number>`max(${revisions.number})`.mapWith(Number) })
    .from(revisions)
    .where(and(inArray(revisions.projectId, ids), isNull(revisions.pullRequestId)))
    .groupBy(revisions.projectId);
  const attached = await tx
    .select({ projectId: projectConnections.projectId, connection: connections })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(inArray(projectConnections.projectId, ids))
    .orderBy(asc(connections.name));
  const last = await tx
    .selectDistinctOn([runs.projectId], {
      projectId: runs.projectId,
      id: runs.id,
      state: runs.state,
      kind: runs.kind,
      createdAt: runs.createdAt,
    })
    .from(runs)
    .where(inArray(runs.projectId, ids))
    .orderBy(runs.projectId, desc(runs.createdAt), desc(runs.id));
  const latestOf = new Map(numbers.map(({ projectId, latest }) => [projectId, latest]));
  const lastOf = new Map(last.map(({ projectId, ...run }) => [projectId, run]));
  return rows.map(({ id, name, description, access, createdAt }) => ({
    id,
    name,
    description,
    access,
    createdAt,
    latestRevision: latestOf.get(id) ?? null,
    connections: attached.filter(({ projectId }) => projectId === id).map(({ connection }) => connection),
    lastRun: lastOf.get(id) ?? null,
  }));
}

export type NewProject = {
  id?: string;
  orgId: string;
  name: string;
  description: string;
  createdBy: string;
  /** undefined: the organisation's first connection, if it has one. */
  connectionIds: string[] | undefined;
};

/** The same id again answers the project that is there. @throws AuroraError `conflict` for a name that is taken */
export async function createProject(tx: Tx, { connectionIds, ...project }: NewProject): Promise<ProjectDetails> {
  const [created] = await tx.insert(projects).values(project).onConflictDoNothing().returning({ id: projects.id });
  if (!created) return knownProject(tx, project);
  const chosen = await chosenConnections(tx, connectionIds);
  if (chosen.length > 0) {
    await tx.insert(projectConnections).values(
      chosen.map(({ id, provider }) => ({
        orgId: project.orgId,
        projectId: created.id,
        provider,
        connectionId: id,
      })),
    );
  }
  return findProject(tx, created.id);
}

const takenUnseen = () =>
  new AuroraError({
    code: 'not_found',
    retryable: false,
    userMessage: 'This name or id is taken by something that you may not see. Choose another name, and a new id.',
  });

async function knownProject(tx: Tx, { id, name }: { id?: string; name: string }): Promise<ProjectDetails> {
  const [known] = id ? await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, id)) : [];
  const [named] = await tx.select({ id: projects.id }).from(projects).where(eq(projects.name, name));
  // The id is another organisation's, or the name that of a project that they do not see. Neither may be told apart.
  if (id && !known && !named) throw takenUnseen();
  if (!known || (named && named.id !== id))
    throw conflict(`There is a project named "${name}" already. Choose another name.`);
  return findProject(tx, known.id);
}

async function chosenConnections(tx: Tx, ids: string[] | undefined): Promise<Connection[]> {
  if (ids === undefined) return (await listConnections(tx)).slice(0, 1);
  if (ids.length === 0) return [];
  const found = await tx
    .select()
    .from(connections)
    .where(and(inArray(connections.id, ids), isNull(connections.archivedAt)));
  if (found.length !== new Set(ids).size) throw notFound('connection');
  const providers = new Set(found.map(({ provider }) => provider));
  if (providers.size < found.length) throw conflict('A project has one connection per provider at most.');
  return found;
}

/** Oldest first; not those that were disconnected. */
export function listConnections(tx: Tx): Promise<Connection[]> {
  return tx
    .select()
    .from(connections)
    .where(isNull(connections.archivedAt))
    .orderBy(asc(connections.createdAt), asc(connections.id));
}

export type NewConnection = typeof connections.$inferInsert & { id: string };

export type RevisionRow = { revision: typeof revisions.$inferSelect; author: Person | null };

/** Newest first. */
export async function listRevisions(
  tx: Tx,
  projectId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<RevisionRow>> {
  const before = beforeNumber(cursor);
  const found = await tx
    .select({ revision: revisions, user: personOf(users) })
    .from(revisions)
    .leftJoin(users, eq(users.id, revisions.authorId))
    .where(and(eq(revisions.projectId, projectId), before === undefined ? undefined : lt(revisions.number, before)))
    .orderBy(desc(revisions.number))
    .limit(limit + 1);
  const rows = found.slice(0, limit).map(({ revision, user }) => ({ revision, author: authorOf(revision, user) }));
  const last = rows.at(-1);
  return { rows, nextCursor: found.length > limit && last ? String(last.revision.number) : null };
}

/** @param number or `latest` */
export async function findRevision(tx: Tx, projectId: string, number: number | 'latest'): Promise<RevisionRow> {
  const [row] = await tx
    .select({ revision: revisions, user: personOf(users) })
    .from(revisions)
    .leftJoin(users, eq(users.id, revisions.authorId))
    .where(
      and(
        eq(revisions.projectId, projectId),
        number === 'latest' ? isNull(revisions.pullRequestId) : eq(revisions.number, number),
      ),
    )
    .orderBy(desc(revisions.number))
    .limit(1);
  if (!row) throw notFound('revision');
  return { revision: row.revision, author: authorOf(row.revision, row.user) };
}

const authorOf = ({ authorId }: { authorId: string | null }, user: Person | null): Person | null =>
  authorId === null ? null : (user ?? formerMember(authorId));

/** @returns undefined when the project has no revision with this id */
export async function revisionNumberOf(tx: Tx, projectId: string, revisionId: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ number: revisions.number })
    .from(revisions)
    .where(and(eq(revisions.projectId, projectId), eq(revisions.id, revisionId)));
  return row?.number;
}
