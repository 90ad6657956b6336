import { cn } from '@/lib/cn.ts';

/** A badge that can be pressed, or looks like one that can. */
export const badgeButton = (tone: 'neutral' | 'warn') =>
  cn(
    'inline-flex h-6 min-w-0 max-w-full items-center gap-1.5 rounded px-1.5 font-medium text-xs [&_svg]:size-3.5 [&_svg]:shrink-0',
    tone === 'warn'
      ? 'bg-warn-soft text-warn hover:brightness-95 dark:hover:brightness-110'
      : 'bg-sunken text-muted ring-1 ring-border ring-inset',
  );
