import type { Budget } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';

const fills = { within: 'bg-good', threshold_met: 'bg-warn', over_by_forecast: 'bg-warn', over: 'bg-bad' };

/** How far it is spent, the forecast behind it, and its thresholds as marks. It ends a bit beyond the largest of them. */
export function BudgetBar({ budget }: { budget: Budget }) {
  const { state, thresholds } = budget;
  const { actualPercent, forecastPercent, verdict } = state;
  const end = Math.max(100, actualPercent, forecastPercent ?? 0, ...thresholds.map(({ percent }) => percent)) * 1.04;
  const at = (percent: number) => `${Math.min(100, Math.max(0, (percent / end) * 100))}%`;
  const forecast = forecastPercent === null ? '' : `, forecast ${forecastPercent} percent`;
  return (
    <div
      role="img"
      aria-label={`${actualPercent} percent spent${forecast}; thresholds ${thresholds.map(({ percent, basis }) => `${percent} percent ${basis}`).join(', ') || 'none'}`}
      className="relative h-3"
    >
      <div className="absolute inset-x-0 inset-y-0.5 overflow-hidden rounded-sm bg-sunken ring-1 ring-border ring-inset">
        {forecastPercent === null ? null : (
          <span
            className={cn('absolute inset-y-0 left-0 opacity-30', fills[verdict])}
            style={{ width: at(forecastPercent) }}
          />
        )}
        <span className={cn('absolute inset-y-0 left-0', fills[verdict])} style={{ width: at(actualPercent) }} />
      </div>
      {thresholds.map(({ percent, basis }) => (
        <span
          key={`${percent} ${basis}`}
          title={`${percent}% ${basis}`}
          className={cn('absolute inset-y-0 w-px', basis === 'forecast' ? 'bg-muted' : 'bg-foreground')}
          style={{ left: at(percent) }}
        />
      ))}
    </div>
  );
}
