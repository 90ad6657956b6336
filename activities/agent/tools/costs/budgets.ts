import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { listBudgets, stateOf } from '../../../../db/costs/budgets.ts';
import { scopeOf } from '../../turn-context.ts';
import type { ToolContext } from '../tool-context.ts';
import { dataNote, freshness, named, today } from './asking.ts';

const most = 20;

export const budgetState = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ name }) =>
      inOrg(deps.db, scopeOf(turn), async (tx) => {
        const all = await listBudgets(tx);
        const chosen = name ? all.filter((budget) => budget.name.toLowerCase().includes(name.toLowerCase())) : all;
        const fresh = await freshness(tx);
        const budgets: object[] = [];
        for (const budget of chosen.slice(0, most)) {
          const { amount, currency, metric } = budget;
          const state = await stateOf(tx, budget, today(), fresh.completeThrough);
          budgets.push({ name: named(budget.name), amount, currency, metric, ...state });
        }
        return { ok: true, freshness: fresh, budgets, more: Math.max(chosen.length - most, 0) };
      }),
    {
      name: 'budget_state',
      description: `Whether we are within our budgets: amount, spent, left, forecast with its 80 % interval, and a verdict, of each budget or of those whose name holds \`name\`. Cheap. ${dataNote}`,
      schema: z.object({ name: z.string().max(100).optional() }),
    },
  );
