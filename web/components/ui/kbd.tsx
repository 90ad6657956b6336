import type { ComponentProps } from 'react';

export const Kbd = (props: ComponentProps<'kbd'>) => (
  <kbd
    className="rounded border border-border bg-sunken px-1 font-mono text-[0.68rem] text-muted leading-4"
    {...props}
  />
);
