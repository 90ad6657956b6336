/** Pull requests of linked projects. Written by their workflow's activities, but for the wish to open one. */
import { and, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { PullRequestState } from './model/integrations.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { projects, pullRequests, revisions, runs, users } from './schema/index.ts';

export type PullRequest = typeof pullRequests.$inferSelect;
export type NewPullRequest = typeof pullRequests.$inferInsert & { id: string };

export const endedStates: PullRequestState[] = ['merged', 'closed', 'failed'];

/** What is under way for a run, or came of it. */
export async function pullRequestOfRun(tx: Tx, runId: string): Promise<PullRequest | undefined> {
  const [row] = await tx
    .select()
    .from(pullRequests)
    .where(eq(pullRequests.runId, runId))
    .orderBy(desc(pullRequests.createdAt))
    .limit(1);
  return row;
}

/**
 * Keeps the wish to open one. The same run's, where it is not closed or failed, is the answer.
 *
 * @throws AuroraError `conflict` for an id that is taken
 */
export async function askForPullRequest(tx: Tx, wish: NewPullRequest & { runId: string }): Promise<PullRequest> {
  // Two who ask for the same run at once get one pull request.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${wish.runId}, 6))`);
  const there = await pullRequestOfRun(tx, wish.runId);
  if (there && !['closed', 'failed'].includes(there.state)) return there;
  return insertPullRequest(tx, wish);
}

export async function insertPullRequest(tx: Tx, row: NewPullRequest): Promise<PullRequest> {
  const [made] = await tx.insert(pullRequests).values(row).onConflictDoNothing().returning();
  if (!made) throw conflict('This id was used for another pull request already. Make a new one.');
  await tell(tx, made);
  return made;
}

export async function findPullRequest(tx: Tx, id: string): Promise<PullRequest> {
  const [row] = await tx.select().from(pullRequests).where(eq(pullRequests.id, id));
  if (!row) throw notFound('pull request');
  return row;
}

export type PullRequestChange = Partial<Omit<PullRequest, 'id' | 'orgId' | 'projectId' | 'createdAt' | 'updatedAt'>>;

/** @returns what it is afterwards; pages are told where they show it */
export async function changePullRequest(tx: Tx, id: string, change: PullRequestChange): Promise<PullRequest> {
  const before = await findPullRequest(tx, id);
  const keys = Object.keys(change) as (keyof PullRequestChange)[];
  if (keys.every((key) => before[key] === change[key])) return before;
  const [after] = await tx
    .update(pullRequests)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(pullRequests.id, id))
    .returning();
  if (!after) throw notFound('pull request');
  await tell(tx, after);
  return after;
}

async function tell(tx: Tx, { id: pullRequestId, orgId, projectId, state }: PullRequest): Promise<void> {
  const event = { type: 'pull_request.changed', payload: { pullRequestId, projectId, state } } as const;
  await appendEvent(tx, orgId, `org:${orgId}`, event);
}

export type PullRequestOver = { integrationId: string; repository: string };

const inRepository = ({ integrationId, repository }: PullRequestOver) =>
  and(
    eq(pullRequests.integrationId, integrationId),
    sql`lower(${pullRequests.repository}) = ${repository.toLowerCase()}`,
  );

/** A project each. `branch` finds what Aurora has opened and not been told the number of. */
export function pullRequestsWith(
  tx: Tx,
  place: PullRequestOver,
  { number, branch }: { number: number; branch: string | null },
): Promise<PullRequest[]> {
  const byBranch = branch === null ? sql`false` : eq(pullRequests.branch, branch);
  return tx
    .select()
    .from(pullRequests)
    .where(
      and(
        inRepository(place),
        sql`(${pullRequests.number} = ${number} or (${pullRequests.number} is null and ${byBranch}))`,
      ),
    );
}

/** Those that still may change what the project is. */
export function openPullRequestsOf(tx: Tx, projectId: string): Promise<PullRequest[]> {
  return tx
    .select()
    .from(pullRequests)
    .where(and(eq(pullRequests.projectId, projectId), notInArray(pullRequests.state, endedStates)));
}

/** The same of all projects that an integration leads to. */
export function openPullRequestsVia(tx: Tx, integrationId: string): Promise<PullRequest[]> {
  return tx
    .select()
    .from(pullRequests)
    .where(and(eq(pullRequests.integrationId, integrationId), notInArray(pullRequests.state, endedStates)));
}

/** Whom a run's state is to be told: also after the merge, until the run has ended. */
export function toldOfRun(tx: Tx, runId: string): Promise<{ id: string }[]> {
  return tx
    .select({ id: pullRequests.id })
    .from(pullRequests)
    .where(and(eq(pullRequests.runId, runId), inArray(pullRequests.state, ['opening', 'open', 'merged'])));
}

export type PullRequestRow = {
  pullRequest: PullRequest;
  projectName: string;
  revisionNumber: number | null;
  runState: (typeof runs.$inferSelect)['state'] | null;
  openedBy: Person | null;
};

const select = (tx: Tx) =>
  tx
    .select({
      id: pullRequests.id,
      place: placeOf(pullRequests.createdAt),
      pullRequest: pullRequests,
      projectName: projects.name,
      revisionNumber: revisions.number,
      runState: runs.state,
      user: personOf(users),
    })
    .from(pullRequests)
    .innerJoin(projects, eq(projects.id, pullRequests.projectId))
    .leftJoin(revisions, eq(revisions.id, pullRequests.revisionId))
    .leftJoin(runs, eq(runs.id, pullRequests.runId))
    .leftJoin(users, eq(users.id, pullRequests.openedBy));

type Selected = Awaited<ReturnType<typeof select>>[number];

const rowOf = ({ id: _id, place: _place, user, ...row }: Selected): PullRequestRow => {
  const { openedBy } = row.pullRequest;
  return { ...row, openedBy: openedBy ? (user ?? formerMember(openedBy)) : null };
};

/** Newest first. */
export async function listPullRequests(
  tx: Tx,
  projectId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<PullRequestRow>> {
  const rows = await select(tx)
    .where(and(eq(pullRequests.projectId, projectId), afterPlace(pullRequests.createdAt, pullRequests.id, cursor)))
    .orderBy(desc(pullRequests.createdAt), desc(pullRequests.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { ...page, rows: page.rows.map(rowOf) };
}

export async function readPullRequest(tx: Tx, id: string): Promise<PullRequestRow> {
  const [row] = await select(tx).where(eq(pullRequests.id, id));
  if (!row) throw notFound('pull request');
  return rowOf(row);
}
