'use client';

import { Archive, Pencil } from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import type { Budget } from '@/lib/api-types.generated.ts';
import { dayText, periodText } from '@/lib/cost-period.ts';
import { useArchiveBudget } from '@/lib/insight-queries.ts';
import { budgetPeriodWords, verdictWords } from '@/lib/insight-words.ts';
import { useProjects } from '@/lib/queries.ts';
import { dimensions, dimensionWords, metricWords, spent } from '@/lib/spend-words.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { BudgetBar } from './budget-bar.tsx';
import { BudgetDialog } from './budget-dialog.tsx';

/** One budget: how far it is spent, where it will end, and what it is of. */
export function BudgetRow({ budget }: { budget: Budget }) {
  const { name, amount, currency, period, metric, state } = budget;
  const may = useMayIn(budget.projectId, 'operator');
  const { label, tone } = verdictWords[state.verdict];
  return (
    <li
      data-testid="budget"
      className="grid gap-x-6 gap-y-2 p-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto] md:items-center"
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 truncate font-medium">{name}</span>
          <Badge tone={tone}>{label}</Badge>
        </p>
        <p className="text-muted text-xs">
          {spent(amount, currency)} {budgetPeriodWords[period]}, {metricWords[metric].label.toLowerCase()} cost,{' '}
          <Scope budget={budget} />
        </p>
      </div>
      <div className="grid min-w-0 gap-1">
        <BudgetBar budget={budget} />
        <p className="text-xs tabular-nums">
          <span className="font-medium" title={state.actual}>
            {spent(state.actual, currency)}
          </span>{' '}
          <span className="text-muted">
            spent, {periodText(state.period)}; {leftText(state.left, currency)}.
            {state.forecast && state.asOf
              ? ` Forecast ${spent(state.forecast.expected, currency)} (${spent(state.forecast.low, currency)} to ${spent(state.forecast.high, currency)}), from bills through ${dayText(state.asOf)}.`
              : ' No forecast: too few complete days.'}
          </span>
        </p>
      </div>
      {may ? (
        <div className="flex gap-1">
          <BudgetDialog budget={budget}>
            <Button size="iconSm" look="quiet" aria-label={`Change ${name}`}>
              <Pencil />
            </Button>
          </BudgetDialog>
          <ArchiveBudget budget={budget} />
        </div>
      ) : null}
    </li>
  );
}

const leftText = (left: string, currency: string): string =>
  left.startsWith('-') ? `${spent(left.slice(1), currency)} over` : `${spent(left, currency)} left`;

function Scope({ budget: { projectId, filter } }: { budget: Budget }) {
  const projects = useProjects().items ?? [];
  const parts = dimensions.flatMap((name) => {
    const values = filter[name];
    return values && values.length > 0 ? [`${dimensionWords[name].label.toLowerCase()} ${values.join(' or ')}`] : [];
  });
  if (filter.tag && filter.tag.length > 0) parts.push(`tag ${filter.tag.join(' and ')}`);
  if (projectId) parts.push(`project ${projects.find(({ id }) => id === projectId)?.name ?? projectId.slice(0, 8)}`);
  return parts.join(', ') || 'everything';
}

function ArchiveBudget({ budget }: { budget: Budget }) {
  return (
    <Confirm
      title={`Archive ${budget.name}?`}
      description="Nobody is told of its thresholds any more."
      action="Archive the budget"
      mutation={useArchiveBudget(budget.id)}
    >
      <Button size="iconSm" look="quiet" aria-label={`Archive ${budget.name}`}>
        <Archive />
      </Button>
    </Confirm>
  );
}
