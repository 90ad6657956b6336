'use client';

import { Download, Receipt } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { CostOverview } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { costSearch } from '@/lib/cost-filters.ts';
import { monthStart, monthText, todayUtc } from '@/lib/cost-period.ts';
import { useCostExport, useCostOverview } from '@/lib/cost-queries.ts';
import { currenciesIn, metrics, metricWords } from '@/lib/spend-words.ts';
import { Basis } from './basis.tsx';
import { Breakdown } from './breakdown.tsx';
import { CostsPage } from './costs-page.tsx';
import { DailyByService } from './daily-by-service.tsx';
import { MonthFacts } from './month-facts.tsx';
import { MonthLine } from './month-line.tsx';
import { TagBreakdown } from './tag-breakdown.tsx';

const parsers = {
  month: parseAsString,
  metric: parseAsStringLiteral(metrics).withDefault('effective'),
  currency: parseAsString,
  tag: parseAsString.withDefault('project'),
};

/** Everything that the page shows stands in its URL. */
function useOverview() {
  const [state, set] = useQueryStates(parsers);
  const month = state.month && /^\d{4}-(0[1-9]|1[0-2])$/.test(state.month) ? state.month : null;
  const search = new URLSearchParams({ metric: state.metric, tagKey: state.tag, limit: '8' });
  if (month) search.set('month', month);
  return { ...state, month, set, search: search.toString() };
}
type Overview = ReturnType<typeof useOverview>;

export function OverviewView() {
  const overview = useOverview();
  const { data, error, refetch, isPlaceholderData } = useCostOverview(overview.search);
  const currencies = currenciesIn(
    (data?.currencies ?? []).map(({ currency: name, monthToDate: amount }) => ({ currency: name, amount })),
  );
  const currency = currencies.find((one) => one === overview.currency) ?? currencies[0];
  return (
    <CostsPage
      title="Costs"
      note={data && currency ? <BasisOf data={data} currency={currency} /> : ' '}
      actions={<Choices overview={overview} data={data} currency={currency} currencies={currencies} />}
    >
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Waiting /> : null}
      {data && !currency ? (
        <Nothing month={overview.month} showNewest={() => void overview.set({ month: null })} />
      ) : null}
      {data && currency ? (
        <div className={cn('grid gap-4', isPlaceholderData && 'opacity-60')}>
          <Shown data={data} currency={currency} overview={overview} />
        </div>
      ) : null}
    </CostsPage>
  );
}

const BasisOf = ({ data, currency }: { data: CostOverview; currency: string }) => (
  <Basis period={data.period} metric={data.metric} currency={currency} freshness={data.freshness} />
);

type ChoicesProps = { overview: Overview; data?: CostOverview; currency?: string; currencies: string[] };

function Choices({ overview, data, currency, currencies }: ChoicesProps) {
  const file = useCostExport();
  const { month, metric, set } = overview;
  const today = todayUtc();
  const months = Array.from({ length: 14 }, (_, back) => monthStart(today, -back).slice(0, 7));
  const shown = data?.month.from.slice(0, 7);
  const all = shown && !months.includes(shown) ? [...months, shown] : months;
  return (
    <>
      <Select
        label="Month"
        value={month ?? shown ?? months[0] ?? ''}
        onChange={(value) => void set({ month: value })}
        options={all.map((one) => ({ value: one, label: monthText(`${one}-01`) }))}
      />
      <Select
        label="Kind of cost"
        value={metric}
        onChange={(value) => void set({ metric: metrics.find((one) => one === value) ?? null })}
        options={metrics.map((one) => ({ value: one, label: metricWords[one].label }))}
      />
      {currency && currencies.length > 1 ? (
        <Select
          label="Currency"
          value={currency}
          onChange={(value) => void set({ currency: value })}
          options={currencies.map((one) => ({ value: one, label: one }))}
        />
      ) : null}
      <Button
        look="quiet"
        aria-label="Export the month as CSV"
        disabled={!data || file.isPending}
        onClick={() =>
          data && file.mutate(costSearch({ period: data.period, metric, currency, groupBy: ['day', 'service'] }))
        }
      >
        <Download className={file.isPending ? 'animate-pulse' : undefined} /> CSV
      </Button>
    </>
  );
}

function Shown({ data, currency, overview }: { data: CostOverview; currency: string; overview: Overview }) {
  const money = data.currencies.find((one) => one.currency === currency);
  if (!money) return null;
  const given = { data, currency, whole: money.monthToDate };
  return (
    <>
      <MonthFacts money={money} data={data} />
      <div className="grid gap-4 lg:grid-cols-2">
        <DailyByService data={data} currency={currency} />
        <MonthLine data={data} money={money} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Breakdown {...given} group="service" rows={data.by.service} />
        <div className="grid gap-4">
          <Breakdown {...given} group="subAccount" rows={data.by.subAccount} />
          <Breakdown {...given} group="project" rows={data.by.project} />
          <TagBreakdown {...given} tag={overview.tag} onTag={(tag) => void overview.set({ tag })} />
        </div>
      </div>
    </>
  );
}

const Waiting = () => (
  <div className="grid gap-4">
    <Skeleton className="h-20" />
    <div className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-80" />
      <Skeleton className="h-80" />
    </div>
    <SkeletonRows rows={6} />
  </div>
);

function Nothing({ month, showNewest }: { month: string | null; showNewest: () => void }) {
  if (month) {
    return (
      <EmptyState
        icon={Receipt}
        title={`No costs in ${monthText(`${month}-01`)}`}
        action={<Button onClick={showNewest}>Show the newest month</Button>}
      >
        No bill that has come holds this month.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Receipt}
      title="No costs have come yet"
      action={
        <Button look="primary" asChild>
          <Link href="/costs/accounts">See the billing accounts</Link>
        </Button>
      }
    >
      Upload a FOCUS file, or have the exports of a cloud read every day.
    </EmptyState>
  );
}
