import { tool } from '@langchain/core/tools';
import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { inOrg } from '../../../db/client.ts';
import { briefCost } from '../../../db/model/cost-estimate.ts';
import { revisions, runs } from '../../../db/schema/index.ts';
import { scopeOf } from '../turn-context.ts';
import type { ToolContext } from './tool-context.ts';

export const listRuns = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ limit }) => {
      const rows = await inOrg(deps.db, scopeOf(turn), (tx) =>
        tx
          .select({
            id: runs.id,
            kind: runs.kind,
            state: runs.state,
            reason: runs.reason,
            revision: revisions.number,
            revisionReason: revisions.reason,
            createdAt: runs.createdAt,
            finishedAt: runs.finishedAt,
          })
          .from(runs)
          .innerJoin(revisions, eq(revisions.id, runs.revisionId))
          .where(eq(runs.projectId, turn.project.id))
          .orderBy(desc(runs.createdAt))
          .limit(limit),
      );
      return { ok: true, runs: rows };
    },
    {
      name: 'list_runs',
      description: 'Lists the latest runs of this project, newest first: what was planned, decided, applied. Cheap.',
      schema: z.object({ limit: z.number().int().min(1).max(50).default(10) }),
    },
  );

export const readPlan = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ runId }) => {
      const inProject = eq(runs.projectId, turn.project.id);
      const [run] = await inOrg(deps.db, scopeOf(turn), (tx) =>
        tx
          .select()
          .from(runs)
          .where(runId ? and(inProject, eq(runs.id, runId)) : inProject)
          .orderBy(desc(runs.createdAt))
          .limit(1),
      );
      if (!run) return { ok: false, error: 'This project has no such run.' };
      const { id, state, reason, seal, summary, risk, cost } = run;
      return {
        ok: true,
        runId: id,
        state,
        reason,
        planSha256: seal?.planSha256 ?? null,
        risk,
        cost: briefCost(cost),
        summary,
      };
    },
    {
      name: 'read_plan',
      description:
        'Reads the plan of a run of this project (default: the newest): what it creates, changes, replaces and destroys, with its risk and what it costs a month. Sensitive values are masked. Cheap.',
      schema: z.object({ runId: z.uuid().optional() }),
    },
  );
