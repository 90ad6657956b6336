import { tool } from '@langchain/core/tools';
import { count, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inOrg, type Tx } from '../../../db/client.ts';
import { approvals, projects, revisions, runs, users } from '../../../db/schema/index.ts';
import { scopeOf } from '../turn-context.ts';
import type { ToolContext } from './tool-context.ts';

const rowLimit = 50;

type Query = (tx: Tx, days: number) => Promise<unknown[]>;

const since = (days: number) => sql`now() - make_interval(days => ${days})`;

/** The fixed questions. Free SQL is not among them: a model's text never becomes a query. */
const questions = {
  runs_by_state: (tx, days) =>
    tx
      .select({ state: runs.state, runs: count() })
      .from(runs)
      .where(gte(runs.createdAt, since(days)))
      .groupBy(runs.state),
  recent_changes: (tx, days) =>
    tx
      .select({
        runId: runs.id,
        project: projects.name,
        state: runs.state,
        what: revisions.reason,
        by: users.name,
        finishedAt: runs.finishedAt,
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(revisions, eq(revisions.id, runs.revisionId))
      .leftJoin(users, eq(users.id, runs.requestedBy))
      .where(sql`${inArray(runs.state, ['applied', 'partial'])} and ${gte(runs.createdAt, since(days))}`)
      .orderBy(desc(runs.createdAt))
      .limit(rowLimit),
  projects: (tx) =>
    tx
      .select({
        id: projects.id,
        name: projects.name,
        description: projects.description,
        createdAt: projects.createdAt,
      })
      .from(projects)
      .orderBy(projects.createdAt)
      .limit(rowLimit),
  pending_approvals: (tx) =>
    tx
      .select({
        runId: runs.id,
        project: projects.name,
        what: revisions.reason,
        risk: sql<string>`${runs.risk} ->> 'class'`,
        expiresAt: runs.expiresAt,
      })
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(revisions, eq(revisions.id, runs.revisionId))
      .where(eq(runs.state, 'awaiting_approval'))
      .limit(rowLimit),
  who_approved: (tx, days) =>
    tx
      .select({
        runId: approvals.runId,
        by: users.name,
        decision: approvals.decision,
        counted: approvals.counted,
        comment: approvals.comment,
        at: approvals.createdAt,
      })
      .from(approvals)
      .leftJoin(users, eq(users.id, approvals.userId))
      .where(gte(approvals.createdAt, since(days)))
      .orderBy(desc(approvals.createdAt))
      .limit(rowLimit),
} satisfies Record<string, Query>;

const names = Object.keys(questions) as [keyof typeof questions];

export const queryInfrastructure = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ question, days }) => {
      const ask: Query = questions[question];
      const rows = await inOrg(deps.db, scopeOf(turn), (tx) => ask(tx, days));
      return { ok: true, question, rows };
    },
    {
      name: 'query_infrastructure',
      description: `Asks Aurora's own database one of its fixed questions about this organisation: ${names.join(', ')}. At most ${rowLimit} rows. Cheap.`,
      schema: z.object({
        question: z.enum(names),
        days: z.number().int().min(1).max(366).default(30).describe('how far back'),
      }),
    },
  );
