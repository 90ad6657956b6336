import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn.ts';

const look = cva(
  'inline-flex max-w-full items-center gap-1 whitespace-nowrap rounded px-1.5 py-0.5 font-medium text-xs [&_svg]:size-3 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-muted ring-1 ring-border ring-inset',
        good: 'bg-good-soft text-good',
        warn: 'bg-warn-soft text-warn',
        bad: 'bg-bad-soft text-bad',
        info: 'bg-info-soft text-info',
        replace: 'bg-replace-soft text-replace',
        sandbox: 'border border-warn/60 border-dashed text-warn',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type Tone = NonNullable<VariantProps<typeof look>['tone']>;

export const Badge = ({ className, tone, ...props }: ComponentProps<'span'> & { tone?: Tone }) => (
  <span className={cn(look({ tone }), className)} {...props} />
);
