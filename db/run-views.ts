/** Runs as pages show them: lists without plans, one with everything that people decide on. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { RunState } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { ChangeCounts, Risk } from './model/plan-summary.ts';
import { mayAct, roles } from './model/states.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import type { Approval, Run } from './runs.ts';
import {
  approvals,
  connections,
  eventStreams,
  memberships,
  projectConnections,
  projectMembers,
  projects,
  revisions,
  runs,
  runTransitions,
  users,
} from './schema/index.ts';

export type RunListRow = Pick<
  Run,
  'id' | 'projectId' | 'kind' | 'engine' | 'state' | 'reason' | 'sessionId' | 'createdAt' | 'updatedAt' | 'finishedAt'
> & {
  projectName: string;
  revisionNumber: number;
  revisionReason: string;
  requestedBy: Person;
  planSha256: string | null;
  counts: ChangeCounts | null;
  riskClass: Risk['class'] | null;
};

const listColumns = {
  id: runs.id,
  place: placeOf(runs.createdAt),
  projectId: runs.projectId,
  projectName: projects.name,
  revisionNumber: revisions.number,
  revisionReason: revisions.reason,
  kind: runs.kind,
  engine: runs.engine,
  state: runs.state,
  reason: runs.reason,
  requester: runs.requestedBy,
  user: personOf(users),
  sessionId: runs.sessionId,
  // Plans are large: a list takes three values out of them in the database.
  planSha256: sql<string | null>`${runs.seal}->>'planSha256'`,
  counts: sql<ChangeCounts | null>`${runs.summary}->'counts'`,
  riskClass: sql<Risk['class'] | null>`${runs.risk}->>'class'`,
  createdAt: runs.createdAt,
  updatedAt: runs.updatedAt,
  finishedAt: runs.finishedAt,
};

export type RunFilter = { projectId?: string; state?: RunState };

/** Newest first. */
export async function listRuns(tx: Tx, filter: RunFilter, { cursor, limit }: PageRequest): Promise<Page<RunListRow>> {
  const rows = await tx
    .select(listColumns)
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .innerJoin(revisions, eq(revisions.id, runs.revisionId))
    .leftJoin(users, eq(users.id, runs.requestedBy))
    .where(
      and(
        filter.projectId ? eq(runs.projectId, filter.projectId) : undefined,
        filter.state ? eq(runs.state, filter.state) : undefined,
        afterPlace(runs.createdAt, runs.id, cursor),
      ),
    )
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return {
    ...page,
    rows: page.rows.map(({ user, requester, ...row }) => ({ ...row, requestedBy: user ?? formerMember(requester) })),
  };
}

export type ApprovalRow = { approval: Approval; user: Person };

export type RunDetails = {
  run: Run;
  projectName: string;
  revisionNumber: number;
  revisionReason: string;
  requestedBy: Person;
  approvals: ApprovalRow[];
  timeline: { state: RunState; reason: string | null; at: Date }[];
  sandbox: boolean;
  lastSeq: number;
};

export async function readRun(tx: Tx, runId: string): Promise<RunDetails> {
  const [row] = await tx
    .select({
      run: runs,
      projectName: projects.name,
      revisionNumber: revisions.number,
      revisionReason: revisions.reason,
      user: personOf(users),
      lastSeq: eventStreams.lastSeq,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .innerJoin(revisions, eq(revisions.id, runs.revisionId))
    .leftJoin(users, eq(users.id, runs.requestedBy))
    .leftJoin(eventStreams, eq(eventStreams.stream, sql`'run:' || ${runs.id}`))
    .where(eq(runs.id, runId));
  if (!row) throw notFound('run');
  const timeline = await tx
    .select({ state: runTransitions.state, reason: runTransitions.reason, at: runTransitions.at })
    .from(runTransitions)
    .where(eq(runTransitions.runId, runId))
    .orderBy(asc(runTransitions.seq));
  const { run, projectName, revisionNumber, revisionReason } = row;
  return {
    run,
    projectName,
    revisionNumber,
    revisionReason,
    requestedBy: row.user ?? formerMember(run.requestedBy),
    approvals: await listApprovals(tx, runId),
    timeline,
    sandbox: await touchesSandbox(tx, run.projectId),
    lastSeq: row.lastSeq ?? 0,
  };
}

/** Oldest first, with those that did not count. */
export async function listApprovals(tx: Tx, runId: string): Promise<ApprovalRow[]> {
  const rows = await tx
    .select({ approval: approvals, user: personOf(users) })
    .from(approvals)
    .leftJoin(users, eq(users.id, approvals.userId))
    .where(eq(approvals.runId, runId))
    .orderBy(asc(approvals.createdAt), asc(approvals.id));
  return rows.map(({ approval, user }) => ({ approval, user: user ?? formerMember(approval.userId) }));
}

async function touchesSandbox(tx: Tx, projectId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: connections.id })
    .from(projectConnections)
    .innerJoin(connections, eq(connections.id, projectConnections.connectionId))
    .where(and(eq(projectConnections.projectId, projectId), isNotNull(connections.sandboxEndpoint)))
    .limit(1);
  return row !== undefined;
}

const approvingRoles = roles.filter((role) => mayAct(role, 'approver'));

/** Whether somebody beside this person could approve, so that a second pair of eyes can be asked for at all. */
export async function hasOtherApprover(tx: Tx, projectId: string, userId: string): Promise<boolean> {
  const here = and(eq(projectMembers.projectId, projects.id), eq(projectMembers.userId, memberships.userId));
  const [other] = await tx
    .select({ userId: memberships.userId })
    .from(projects)
    .innerJoin(memberships, and(eq(memberships.orgId, projects.orgId), isNull(memberships.disabledAt)))
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .leftJoin(projectMembers, here)
    .where(
      and(
        eq(projects.id, projectId),
        ne(memberships.userId, userId),
        or(
          eq(memberships.role, 'admin'),
          inArray(projectMembers.role, approvingRoles),
          and(eq(projects.access, 'organisation'), inArray(memberships.role, approvingRoles)),
        ),
      ),
    )
    .limit(1);
  return other !== undefined;
}

/** Marks a decision as one that did not count, once, and says so on the run. */
export async function refuseApproval(tx: Tx, approval: Approval, userName: string, refusal: string): Promise<void> {
  const [marked] = await tx
    .update(approvals)
    .set({ counted: false, refusal, checkedAt: new Date() })
    .where(and(eq(approvals.id, approval.id), isNull(approvals.counted)))
    .returning({ id: approvals.id });
  if (!marked) return;
  const { id, orgId, runId, userId, decision, comment } = approval;
  await appendEvent(
    tx,
    orgId,
    `run:${runId}`,
    {
      type: 'approval.recorded',
      payload: { approvalId: id, userId, userName, decision, comment, counted: false, refusal },
    },
    `approval.recorded:${id}`,
  );
}
