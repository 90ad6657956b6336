import { TimeText } from '@/components/time-text.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { monthText } from '@/lib/billing-words.ts';
import { counted } from '@/lib/estate-words.ts';

/** How much there is, up to which month, and when it came. */
export function Freshness({ account }: { account: BillingAccount }) {
  const { lastLoadedAt, newestPeriod, rows } = account;
  if (!lastLoadedAt) return <p className="text-muted">Nothing has been loaded yet.</p>;
  return (
    <p className="tabular-nums">
      {counted(rows, 'row')}
      {newestPeriod ? `, newest month ${monthText(newestPeriod)}` : ''}
      <span className="text-muted">
        , loaded <TimeText at={lastLoadedAt} />
      </span>
    </p>
  );
}
