'use client';

import { Basis } from '@/components/costs/basis.tsx';
import { OwnedTable } from '@/components/costs/owned-table.tsx';
import type { Run, RunCosts } from '@/lib/api-types.generated.ts';
import { useRunCosts } from '@/lib/cost-queries.ts';
import { money } from '@/lib/cost-words.ts';
import { spent } from '@/lib/spend-words.ts';

/** The estimate beside what the bills say since: nothing is shown until the run made something that still stands. */
export function ActualCosts({ run }: { run: Run }) {
  const applied = run.state === 'applied' || run.state === 'partial';
  const { data } = useRunCosts(run.id, applied);
  if (!applied || !data || data.resources.length === 0) return null;
  return (
    <section aria-label="Estimate and actual" className="grid gap-2" data-testid="actual-costs">
      <h2 className="font-semibold">Estimate and actual</h2>
      <Basis period={data.period} metric={data.metric} freshness={data.freshness} />
      <Figures costs={data} />
      <OwnedTable resources={data.resources} label="Costs of what the run made" />
    </section>
  );
}

function Figures({ costs: { estimate, totals } }: { costs: RunCosts }) {
  const estimated = estimate?.status === 'estimated' ? estimate : null;
  return (
    <dl className="panel grid gap-x-6 gap-y-2 p-3 text-sm tabular-nums sm:grid-cols-3">
      <div>
        <dt className="text-muted text-xs">Estimated, a month</dt>
        <dd>
          {estimated ? (
            <>
              <span className="font-medium">{money(estimated.delta.expected, estimated.currency, true)}</span>{' '}
              <span className="text-muted text-xs">
                {money(estimated.delta.low, estimated.currency)} to {money(estimated.delta.high, estimated.currency)}
              </span>
            </>
          ) : (
            <span className="text-muted">No estimate was made.</span>
          )}
        </dd>
      </div>
      <div>
        <dt className="text-muted text-xs">Actual, at the rate of a month</dt>
        <dd className="font-medium">{textOf(totals, 'monthlyRate')}</dd>
      </div>
      <div>
        <dt className="text-muted text-xs">Billed so far</dt>
        <dd className="font-medium">{textOf(totals, 'amount')}</dd>
      </div>
    </dl>
  );
}

const textOf = (totals: RunCosts['totals'], name: 'amount' | 'monthlyRate'): string =>
  totals.map((one) => spent(one[name], one.currency)).join(', ') || 'no bill names it yet';
