import { cn } from '@/lib/cn.ts';
import { changePercent, spent, trendOf } from '@/lib/spend-words.ts';

const looks = { up: 'text-bad', down: 'text-good', same: 'text-muted' };

type ChangeTextProps = {
  delta: string | null;
  before: string | null;
  currency: string;
  short?: true;
  className?: string;
};

/** "+$12.00 (+4.2%)": dearer is red, cheaper is green, and the sign says it to everybody else. */
export function ChangeText({ delta, before, currency, short, className }: ChangeTextProps) {
  if (delta === null) return null;
  const percent = changePercent(delta, before);
  const amount = spent(delta, currency, true);
  return (
    <span className={cn('whitespace-nowrap tabular-nums', looks[trendOf(delta, before)], className)} title={amount}>
      {short ? percent || '–' : `${amount}${percent ? ` (${percent})` : ''}`}
    </span>
  );
}
