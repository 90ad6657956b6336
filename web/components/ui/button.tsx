import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn.ts';

export const buttonLook = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'bg-primary text-on-primary hover:bg-primary-hover',
        plain: 'border border-strong-border bg-surface hover:bg-hover',
        quiet: 'text-muted hover:bg-hover hover:text-foreground',
        danger: 'bg-bad text-white hover:bg-bad-hover dark:text-background',
        dangerPlain: 'border border-bad/40 bg-surface text-bad hover:bg-bad-soft',
      },
      size: {
        md: 'h-8 px-3 text-sm',
        sm: 'h-7 px-2 text-xs [&_svg]:size-3.5',
        icon: 'size-8',
        iconSm: 'size-7 [&_svg]:size-3.5',
      },
    },
    defaultVariants: { look: 'plain', size: 'md' },
  },
);

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonLook> & { asChild?: boolean };

export function Button({ className, look, size, asChild, type = 'button', ...props }: ButtonProps) {
  if (asChild) return <Slot.Root className={cn(buttonLook({ look, size }), className)} {...props} />;
  return <button type={type} className={cn(buttonLook({ look, size }), className)} {...props} />;
}
