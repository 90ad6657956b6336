import { tool } from '@langchain/core/tools';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { inOrg } from '../../../db/client.ts';
import { briefCost, type ResourceCost } from '../../../db/model/cost-estimate.ts';
import { runs } from '../../../db/schema/index.ts';
import { scopeOf } from '../turn-context.ts';
import type { ToolContext } from './tool-context.ts';

/** More would fill the model's window; the sums are of all. */
const resourcesShown = 20;

export const estimateCost = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ runId }) => {
      const planned = and(eq(runs.projectId, turn.project.id), isNotNull(runs.cost));
      const [run] = await inOrg(deps.db, scopeOf(turn), (tx) =>
        tx
          .select({ id: runs.id, state: runs.state, cost: runs.cost })
          .from(runs)
          .where(runId ? and(planned, eq(runs.id, runId)) : planned)
          .orderBy(desc(runs.createdAt))
          .limit(1),
      );
      if (!run?.cost)
        return { ok: false, error: 'This project has no run with a plan to estimate. Propose a change first.' };
      if (run.cost.status === 'failed') return { ok: false, error: run.cost.reason };
      const { resources } = run.cost;
      const shown = resources.slice(0, resourcesShown).map(brief);
      return {
        ok: true,
        runId: run.id,
        state: run.state,
        ...briefCost(run.cost),
        resources: shown,
        more: resources.length - shown.length,
      };
    },
    {
      name: 'estimate_cost',
      description:
        "What the plan of a run of this project (default: the newest) would cost a month: before, after and delta, each low (no use), expected and high, with the largest resources and their components. Always tell the currency, the price book's date and the coverage, and name the types without a price: they are in no sum. An estimate from list prices, not a bill. Cheap.",
      schema: z.object({ runId: z.uuid().optional() }),
    },
  );

const brief = ({ address, action, status, delta, after, notes, components }: ResourceCost) => ({
  address,
  action,
  status,
  delta,
  after,
  notes,
  components: components.map(({ name, unit, unitPrice, monthlyQuantity, monthlyCost, assumed }) => ({
    name,
    unit,
    unitPrice,
    monthlyQuantity,
    monthlyCost,
    assumed,
  })),
});
