'use client';

import { Receipt } from 'lucide-react';
import Link from 'next/link';
import { Basis } from '@/components/costs/basis.tsx';
import { DailyFigure } from '@/components/costs/daily-figure.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { ResourceCosts } from '@/lib/api-types.generated.ts';
import { useResourceCosts } from '@/lib/cost-queries.ts';
import { spent } from '@/lib/spend-words.ts';

/** What the bills of the last 90 days say of one resource. */
export function ResourceCostsTab({ resourceId }: { resourceId: string }) {
  const { data, error, refetch } = useResourceCosts(resourceId);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={7} />;
  if (data.currencies.length === 0) {
    return (
      <EmptyState
        icon={Receipt}
        title="In no bill of the last 90 days"
        action={
          <Button asChild>
            <Link href="/costs/accounts">See the billing accounts</Link>
          </Button>
        }
      >
        It costs nothing, its bill has not come yet, or the bills do not name single resources.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-4" data-testid="resource-costs">
      <Basis period={data.period} metric={data.metric} freshness={data.freshness} />
      {data.currencies.map((one) => (
        <OfCurrency key={one.currency} costs={one} period={data.period} />
      ))}
    </div>
  );
}

function OfCurrency({
  costs,
  period,
}: {
  costs: ResourceCosts['currencies'][number];
  period: ResourceCosts['period'];
}) {
  const { currency, amount, daily, byCharge } = costs;
  return (
    <div className="grid gap-3">
      <p className="font-semibold text-lg tabular-nums" title={amount}>
        {spent(amount, currency)}
      </p>
      <DailyFigure daily={daily} period={period} currency={currency} />
      <table className="w-full text-sm tabular-nums" aria-label="By service and kind of charge">
        <tbody>
          {byCharge.map((one) => (
            <tr key={`${one.service} ${one.chargeCategory}`} className="border-border/60 border-b">
              <td className="py-1">
                {one.service ?? 'No service'} <span className="text-muted text-xs">{one.chargeCategory}</span>
              </td>
              <td className="py-1 text-right" title={one.amount}>
                {spent(one.amount, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
