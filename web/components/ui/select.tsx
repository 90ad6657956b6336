'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn.ts';
import { popLook, rowLook } from './menu.tsx';

export type Option = { value: string; label: string; note?: ReactNode };

type SelectProps = {
  value: string;
  onChange: (value: string) => void;
  options: readonly Option[];
  label: string;
  placeholder?: string;
  className?: string;
  disabled?: boolean;
};

export function Select({ value, onChange, options, label, placeholder, className, disabled }: SelectProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger
        aria-label={label}
        className={cn(
          'inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md border border-strong-border bg-surface px-2.5 text-sm hover:bg-hover disabled:opacity-50 data-[placeholder]:text-faint',
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon className="ml-auto">
          <ChevronDown className="size-3.5 text-muted" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={cn(popLook, 'max-h-80 overflow-hidden')}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={cn(rowLook, 'pr-8')}>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.note}
                <Radix.ItemIndicator className="absolute right-2">
                  <Check />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
