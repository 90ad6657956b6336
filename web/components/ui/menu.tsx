'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn.ts';

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

export const popLook =
  'z-50 min-w-44 rounded-md border border-border bg-raised p-1 shadow-lg data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0';
export const rowLook =
  'relative flex cursor-default select-none items-center gap-2 rounded px-2 py-1.5 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:text-muted';

export const MenuBody = ({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content sideOffset={sideOffset} className={cn(popLook, className)} {...props} />
  </Radix.Portal>
);

export const MenuItem = ({ className, danger, ...props }: ComponentProps<typeof Radix.Item> & { danger?: boolean }) => (
  <Radix.Item className={cn(rowLook, danger && 'text-bad [&_svg]:text-bad', className)} {...props} />
);

export const MenuLabel = ({ className, ...props }: ComponentProps<typeof Radix.Label>) => (
  <Radix.Label className={cn('px-2 py-1 text-muted text-xs', className)} {...props} />
);

export const MenuSeparator = () => <Radix.Separator className="-mx-1 my-1 h-px bg-border" />;

export const MenuRadioItem = ({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) => (
  <Radix.RadioItem className={cn(rowLook, 'pr-8', className)} {...props}>
    {children}
    <Radix.ItemIndicator className="absolute right-2">
      <Check />
    </Radix.ItemIndicator>
  </Radix.RadioItem>
);

/** Stays open: one picks several. */
export const MenuCheckItem = ({ className, children, ...props }: ComponentProps<typeof Radix.CheckboxItem>) => (
  <Radix.CheckboxItem
    className={cn(rowLook, 'pr-8', className)}
    onSelect={(event) => event.preventDefault()}
    {...props}
  >
    {children}
    <Radix.ItemIndicator className="absolute right-2">
      <Check />
    </Radix.ItemIndicator>
  </Radix.CheckboxItem>
);
