'use client';

import { cn } from '@/lib/cn.ts';
import { exactTime, relativeTime } from '@/lib/time.ts';
import { useNow } from '@/lib/use-now.ts';

/** Relative, with the exact time on hover. */
export function TimeText({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={exactTime(at)} className={cn('whitespace-nowrap', className)} suppressHydrationWarning>
      {relativeTime(at, now)}
    </time>
  );
}
