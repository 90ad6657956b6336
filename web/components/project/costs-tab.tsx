'use client';

import { Receipt } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { Basis } from '@/components/costs/basis.tsx';
import { DailyFigure } from '@/components/costs/daily-figure.tsx';
import { OwnedTable } from '@/components/costs/owned-table.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project, ProjectCosts } from '@/lib/api-types.generated.ts';
import { exploreHref } from '@/lib/cost-filters.ts';
import { rangeOf } from '@/lib/cost-period.ts';
import { useProjectCosts } from '@/lib/cost-queries.ts';
import { rowLabel, shareOf, spent } from '@/lib/spend-words.ts';

/** What the bills of the last 90 days say of what the project holds. */
export function CostsTab({ project }: { project: Project }) {
  const { data, error, refetch } = useProjectCosts(project.id);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={8} />;
  return (
    <div className="mx-auto grid max-w-5xl gap-4" data-testid="project-costs">
      <Basis period={data.period} metric={data.metric} freshness={data.freshness} />
      {data.totals.length === 0 ? (
        <EmptyState icon={Receipt} title="No bill names this project yet">
          Costs count for a project when its state held the resource at the time the bill came. The next bill shows
          them.
        </EmptyState>
      ) : null}
      {data.totals.map(({ currency }) => (
        <OfCurrency key={currency} costs={data} currency={currency} projectId={project.id} />
      ))}
      {data.resources.length > 0 ? (
        <section aria-label="By resource" className="grid gap-2">
          <h2 className="font-semibold">By resource</h2>
          <OwnedTable resources={data.resources} label="Costs by resource" />
        </section>
      ) : null}
    </div>
  );
}

function OfCurrency({ costs, currency, projectId }: { costs: ProjectCosts; currency: string; projectId: string }) {
  const { period, metric, totals, daily, byService } = costs;
  const amount = totals.find((one) => one.currency === currency)?.amount ?? '0';
  const days = useMemo(
    () =>
      daily.flatMap((row) =>
        row.currency === currency && row.keys[0] && row.amount !== null
          ? [{ day: row.keys[0], amount: row.amount }]
          : [],
      ),
    [daily, currency],
  );
  const link = { range: rangeOf(period), metric, currency, group: 'project', value: projectId, groupBy: 'service' };
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="font-semibold text-lg tabular-nums" title={amount}>
          {spent(amount, currency)}
        </p>
        <Button size="sm" asChild>
          <Link href={exploreHref(link)}>Explore</Link>
        </Button>
      </div>
      <DailyFigure daily={days} period={period} currency={currency} />
      <ul className="panel divide-y divide-border/60 text-sm tabular-nums" aria-label="By service">
        {byService
          .filter((row) => row.currency === currency)
          .map((row) => (
            <li
              key={row.others ? 'others' : `key ${row.keys[0]}`}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3 py-1.5"
            >
              <span className="min-w-0">
                <span className="block truncate">{rowLabel(row, 'service')}</span>
                <span aria-hidden className="mt-0.5 block h-1 max-w-80 rounded-sm bg-sunken">
                  <span
                    className="block h-full rounded-sm bg-(--chart-1)"
                    style={{ width: `${shareOf(row.amount, amount)}%` }}
                  />
                </span>
              </span>
              <span title={row.amount ?? undefined}>{spent(row.amount ?? '0', currency)}</span>
            </li>
          ))}
      </ul>
    </>
  );
}
