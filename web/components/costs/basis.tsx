import { TimeText } from '@/components/time-text.tsx';
import type { CostFreshness } from '@/lib/api-types.generated.ts';
import { dayText, type Period, periodText } from '@/lib/cost-period.ts';
import { type Metric, metricWords } from '@/lib/spend-words.ts';
import { MadeUpMark } from './made-up-mark.tsx';

type BasisProps = { period: Period; metric: Metric; currency?: string; freshness: CostFreshness };

/** What every amount on the page is of: days, kind of cost, currency, and how much of it is known. */
export function Basis({ period, metric, currency, freshness }: BasisProps) {
  const { loadedAt, completeThrough, accounts } = freshness;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs" data-testid="cost-basis">
      {accounts.some(({ madeUp }) => madeUp) ? <MadeUpMark partly={!accounts.every(({ madeUp }) => madeUp)} /> : null}
      <span>
        {periodText(period)} (UTC),{' '}
        <span title={metricWords[metric].says}>{metricWords[metric].label.toLowerCase()} cost</span>
        {currency ? `, ${currency}` : ''}.
      </span>
      {completeThrough ? <span>Bills are complete through {dayText(completeThrough)}.</span> : null}
      {loadedAt ? (
        <span>
          Newest costs came <TimeText at={loadedAt} />.
        </span>
      ) : (
        <span>No costs have come yet.</span>
      )}
    </span>
  );
}
