import { Coins } from 'lucide-react';
import { coverageText, deltaText } from '@/lib/cost-words.ts';
import type { CostEstimate } from '@/lib/types.ts';

/** What the plan costs more or less a month, how sure that is, and of which day the prices are. */
export function CostLine({ cost }: { cost: CostEstimate }) {
  if (cost.status === 'failed') return <p className="text-muted text-sm">{cost.reason}</p>;
  const whole = cost.coverage.partial + cost.coverage.unpriced === 0;
  return (
    <div data-testid="cost" className="flex items-start gap-2 text-sm">
      <Coins className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-medium tabular-nums">{deltaText(cost.delta, cost.currency)}</span>{' '}
        <span className={whole ? 'text-muted' : 'text-warn'}>{coverageText(cost)}.</span>{' '}
        <span className="text-faint">
          {cost.priceBook.name} of {cost.priceBook.date}
        </span>
      </p>
    </div>
  );
}
