'use client';

import { Popover as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn.ts';
import { popLook } from './menu.tsx';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

export const PopoverBody = ({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      sideOffset={sideOffset}
      collisionPadding={8}
      className={cn(popLook, 'w-80 max-w-[calc(100vw-1rem)] p-3 text-sm', className)}
      {...props}
    />
  </Radix.Portal>
);
