'use client';

import { Label as RadixLabel } from 'radix-ui';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from '@/lib/cn.ts';

export const inputLook =
  'w-full min-w-0 rounded-md border border-strong-border bg-surface px-2.5 text-foreground placeholder:text-faint transition-colors focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-ring focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad';

export const Input = ({ className, ...props }: ComponentProps<'input'>) => (
  <input className={cn(inputLook, 'h-8', className)} {...props} />
);

export const Textarea = ({ className, ...props }: ComponentProps<'textarea'>) => (
  <textarea className={cn(inputLook, 'min-h-16 py-1.5', className)} {...props} />
);

export const Label = ({ className, ...props }: ComponentProps<typeof RadixLabel.Root>) => (
  <RadixLabel.Root className={cn('font-medium text-xs', className)} {...props} />
);

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string;
  children: (props: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode;
};

/** A label, its control, and what is wrong with it, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>{label}</Label>
      {children({
        id,
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(error || hint ? { 'aria-describedby': noteId } : {}),
      })}
      {error ? (
        <p id={noteId} className="text-bad text-xs">
          {error}
        </p>
      ) : hint ? (
        <p id={noteId} className="text-muted text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
