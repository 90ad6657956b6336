'use client';

import { PiggyBank, Plus } from 'lucide-react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useBillingAccounts } from '@/lib/billing-queries.ts';
import { useBudgets } from '@/lib/insight-queries.ts';
import { useMaySomewhere } from '@/lib/use-role.ts';
import { CostsPage } from '../costs-page.tsx';
import { MadeUpMark } from '../made-up-mark.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { BudgetRow } from './budget-row.tsx';

export function BudgetsView() {
  const may = useMaySomewhere('operator');
  const { data, error, refetch } = useBudgets();
  const madeUp = useBillingAccounts().data?.items.some((account) => account.madeUp) ?? false;
  const items = data?.items;
  const create = may ? (
    <BudgetDialog>
      <Button look="primary" data-testid="new-budget">
        <Plus /> New budget
      </Button>
    </BudgetDialog>
  ) : null;
  return (
    <CostsPage
      title="Budgets"
      note={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {madeUp ? <MadeUpMark partly /> : null}
          What may be spent, what has been spent, and where it will end. Everybody is told when a threshold is met.
        </span>
      }
      actions={create}
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={3} className="h-20" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={PiggyBank} title="No budget yet" action={create}>
          A budget says what everything, or one project or service, may cost a month, a quarter or a year.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((budget) => (
          <BudgetRow key={budget.id} budget={budget} />
        ))}
      </ul>
    </CostsPage>
  );
}
