import type { ReactNode } from 'react';

/** What stands beside the text, and above it on a phone, where it must not be in the way. */
export const FoldedOnPhone = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <div className="grid gap-1 max-lg:hidden">
      <h2 className="font-semibold text-sm">{title}</h2>
      {children}
    </div>
    <details className="lg:hidden">
      <summary className="cursor-pointer font-semibold text-sm">{title}</summary>
      <div className="mt-1">{children}</div>
    </details>
  </>
);
